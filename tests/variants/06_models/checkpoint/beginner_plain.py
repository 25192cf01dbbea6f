# checks everything first, then loads
import os

import torch


def save_checkpoint(path, model, optimizer, epoch):
    data = {}
    data["epoch"] = epoch
    data["model_state"] = model.state_dict()
    data["optimizer_state"] = optimizer.state_dict()
    temporary = str(path) + ".tmp"
    torch.save(data, temporary)
    os.replace(temporary, path)


def load_checkpoint(path, model, optimizer=None, device="cpu"):
    data = torch.load(path, map_location=device, weights_only=True)
    saved = data["model_state"]
    own = model.state_dict()
    for name in own:
        if name not in saved:
            raise KeyError("missing in the checkpoint: " + name)
    for name in saved:
        if name not in own:
            raise KeyError("not in the model: " + name)
        if saved[name].shape != own[name].shape:
            raise ValueError("another shape: " + name)
    if optimizer is not None:
        groups = data["optimizer_state"]["param_groups"]
        if len(groups) != len(optimizer.param_groups):
            raise ValueError("another number of groups")
        for a, b in zip(groups, optimizer.param_groups):
            if len(a["params"]) != len(b["params"]):
                raise ValueError("groups of another size")
    model.load_state_dict(saved)
    if optimizer is not None:
        optimizer.load_state_dict(data["optimizer_state"])
    return data["epoch"]

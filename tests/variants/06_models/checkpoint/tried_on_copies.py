# loads into deep copies first: what fits there fits here
import copy
import os
import shutil

import torch


class _Checkpoint(dict):
    @classmethod
    def of(cls, model, optimizer, epoch):
        return cls(net=model.state_dict(), optim=optimizer.state_dict(), epoch=int(epoch))

    def write(self, path):
        torch.save(dict(self), path)


def save_checkpoint(path, model, optimizer, epoch):
    other = os.path.join(os.path.dirname(path) or ".", "._" + os.path.basename(path))
    _Checkpoint.of(model, optimizer, epoch).write(other)
    shutil.move(other, path)


def load_checkpoint(path, model, optimizer=None, device="cpu"):
    if not os.path.isfile(path):
        raise FileNotFoundError(path)
    found = torch.load(path, device, weights_only=True)
    copy.deepcopy(model).load_state_dict(found["net"])
    if optimizer is not None:
        optimizer.load_state_dict(copy.deepcopy(found["optim"]))
    model.load_state_dict(found["net"])
    return found["epoch"]

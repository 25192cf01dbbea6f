# PyTorch's own tree_map, the accelerator's API
import torch
from torch.utils import _pytree as pytree


def pick_device(preferred=None):
    if preferred is None:
        found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
        return found if found is not None and found.type == "cuda" else torch.device("cpu")
    name = str(preferred)
    known = ["cpu"] + ["cuda"] * (torch.cuda.device_count() > 0) + [f"cuda:{i}" for i in range(torch.cuda.device_count())]
    if name not in known:
        raise ValueError(f"{name} is none of {known}")
    return torch.device(name)


def to_device(value, device):
    def one(leaf):
        return leaf.to(device) if isinstance(leaf, (torch.Tensor, torch.nn.Module)) else leaf

    return pytree.tree_map(one, value)

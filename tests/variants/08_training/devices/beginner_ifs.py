# if by if, loops, checks by hand
import torch
from torch import nn


def pick_device(preferred=None):
    if preferred is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        else:
            return torch.device("cpu")
    try:
        device = torch.device(preferred)
    except RuntimeError:
        raise ValueError("unknown device: " + str(preferred))
    if device.type == "cpu":
        return device
    if device.type == "cuda":
        if not torch.cuda.is_available():
            raise ValueError("no GPU here")
        if device.index is not None and device.index >= torch.cuda.device_count():
            raise ValueError("not so many GPUs: " + str(preferred))
        return device
    raise ValueError("this machine has no " + str(preferred))


def to_device(value, device):
    if isinstance(value, torch.Tensor):
        return value.to(device)
    if isinstance(value, nn.Module):
        value.to(device)
        return value
    if isinstance(value, dict):
        new = {}
        for key in value:
            new[key] = to_device(value[key], device)
        return new
    if isinstance(value, list):
        new = []
        for item in value:
            new.append(to_device(item, device))
        return new
    if isinstance(value, tuple):
        new = []
        for item in value:
            new.append(to_device(item, device))
        if type(value) == tuple:
            return tuple(new)
        return value._make(new)
    return value

# singledispatch; a copy for dicts; tries a tensor on every device
import copy
from functools import singledispatch

import torch


class NoSuchDevice(ValueError):
    pass


def usable(device):
    try:
        torch.zeros(1).to(device)
        return True
    except Exception:
        return False


def pick_device(preferred=None):
    if preferred is not None:
        if not usable(preferred):
            raise NoSuchDevice(preferred)
        return torch.device(preferred)
    return next(torch.device(name) for name in ("cuda", "cpu") if usable(name))


@singledispatch
def move(value, device):
    return value


@move.register(torch.Tensor)
@move.register(torch.nn.Module)
def _(value, device):
    return value.to(device=device)


@move.register
def _(value: list, device):
    return [move(v, device) for v in value]


@move.register
def _(value: tuple, device):
    moved = (move(v, device) for v in value)
    return type(value)(*moved) if hasattr(value, "_fields") else tuple(moved)


@move.register
def _(value: dict, device):
    result = copy.copy(value)
    for key in value:
        result[key] = move(value[key], device)
    return result


def to_device(value, device):
    return move(value, torch.device(device))

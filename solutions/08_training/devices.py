# Check your work: make check EX=devices
"""Where does it run? Pick the device once, then bring everything there.

A network and what goes into it must lie on the same device, and not every machine has a GPU.

`pick_device(preferred=None)` returns a torch.device. Without a preference it is `cuda` if this machine has such a GPU, else
`cpu`. A preference, a name such as "cpu" or "cuda:1" or a torch.device, is what is returned, if it is there. If this machine
does not have it ("cuda" without a GPU, "cuda:7" with one GPU, "mps" on a machine without), or if it is no device at all
("gpu"), it is a ValueError: falling back without a word would make a slow run look like a fast one.

`to_device(value, device)` returns `value` with all its tensors and modules on `device`, a name or a torch.device. It looks into
lists, tuples, named tuples and dicts, however deep: each comes back new and as what it was, a list as a list, a named tuple as
that named tuple (a dict of a kind of its own may come back as a plain dict). The containers that came in are not changed.
Everything else, such as numbers, strings, None and arrays, stays as it is. A module is moved itself, as `module.to` does it.

Example:

    >>> pick_device("cpu").type
    'cpu'
    >>> to_device((torch.zeros(2, 3), ["ant.png", 3]), "meta")[1]
    ['ant.png', 3]
    >>> to_device({"inputs": [torch.zeros(2, 3)]}, "meta")["inputs"][0].device.type
    'meta'
    >>> to_device([torch.tensor([1., 2.])], "cpu")[0]
    tensor([1., 2.])
"""

import torch
from torch import nn


def pick_device(preferred: str | torch.device | None = None) -> torch.device:
    """Return the preferred device, or cuda where there is one, or cpu; ValueError for one that is not there."""
    ### BEGIN SOLUTION
    if preferred is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(preferred)
        torch.empty(0, device=device)  # a device that is not there can't hold even this
    except (RuntimeError, AssertionError, NotImplementedError, ImportError) as error:
        raise ValueError(f"there is no device {preferred}: {error}") from error
    return device
    ### END SOLUTION


def to_device(value: object, device: str | torch.device) -> object:
    """Return value with its tensors and modules on the device, inside lists, tuples, named tuples and dicts too."""
    ### BEGIN SOLUTION
    if isinstance(value, (torch.Tensor, nn.Module)):
        return value.to(device)
    if isinstance(value, dict):
        return {key: to_device(item, device) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):  # a named tuple takes its fields one by one
        return type(value)(*(to_device(item, device) for item in value))
    if isinstance(value, (list, tuple)):
        return type(value)(to_device(item, device) for item in value)
    return value
    ### END SOLUTION

# Check your work: make check EX=sequential
"""A model that is a chain: each module takes what the one before it gave.

Most networks are such chains, or are made of them. Building the container yourself shows what PyTorch knows of a
module: its children, under which names, and in which order.

`Sequential(*modules)` takes modules, which are called "0", "1", "2", ..., or one `collections.OrderedDict` from names to modules.
Calling it runs them in this order. Without modules it gives back its input.

`len(model)` is the number of modules. Iterating gives the modules in order. `model[i]` is the i-th module itself, from the
end where i is negative, as in a list; an index out of range is an IndexError. `model[a:b]`, with a step too, is a `Sequential`
(this class, not a list) that holds the same modules.

The keys of `state_dict()` are those of `torch.nn.Sequential`: "0.weight", "0.bias", "2.weight", or "conv.weight" where the
OrderedDict says "conv". So the modules are children of the chain itself, and `parameters()`, `to()`, `train()` and `eval()` reach
them.

`torch.nn.Sequential` is forbidden here; `nn.ModuleList` and `nn.ModuleDict` are not.

Example:

    >>> from torch import nn
    >>> model = Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1, bias=False))
    >>> list(model.state_dict())
    ['0.weight', '0.bias', '2.weight']
    >>> model(torch.zeros(4, 2)).shape == (4, 1)
    True
    >>> len(model), len(model[1:]), model[-1] is model[2]
    (3, 2, True)
"""

from collections import OrderedDict
from collections.abc import Iterator

import torch
from torch import nn


class Sequential(nn.Module):
    """Runs its modules one after the other."""

    def __init__(self, *modules: nn.Module | OrderedDict) -> None:
        """Take modules, or one OrderedDict of them, as children."""
        super().__init__()
        raise NotImplementedError("Your code goes here")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what comes out of the last module."""
        raise NotImplementedError("Your code goes here")

    def __len__(self) -> int:
        """Return the number of modules."""
        raise NotImplementedError("Your code goes here")

    def __iter__(self) -> Iterator[nn.Module]:
        """Give the modules in order."""
        raise NotImplementedError("Your code goes here")

    def __getitem__(self, index: int | slice) -> nn.Module:
        """Return a module, or the Sequential of a slice."""
        raise NotImplementedError("Your code goes here")

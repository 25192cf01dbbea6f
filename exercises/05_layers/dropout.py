# Check your work: make check EX=dropout
"""Dropout by hand: in training, switch numbers off at random, so that the network does not lean on any single one.

When the network is used, nothing is switched off.

`Dropout(p=0.5)` is an nn.Module that takes a tensor of any shape and returns one of the same shape.

In training mode each number becomes 0 with the probability `p`, by itself and anew in every call; whatever is kept is divided
by 1 - p. So the mean stays what it was, and eval mode has nothing to correct: this is called inverted dropout. The random
numbers are drawn from torch's generator: after the same torch.manual_seed the same numbers are dropped.

In eval mode the input comes back as it is.

With p = 0 nothing is dropped; with p = 1 everything is, and the results (and the gradients) are zeros, not nan. Any other p
outside [0, 1] is a ValueError, as soon as the layer is made.

The result has the dtype and device of `x`, and gradients flow through the numbers that were kept. `x` is not changed and may lie
in memory in any order.

PyTorch's dropouts, in every spelling, are forbidden; `torch.rand`, `rand_like`, `bernoulli` are welcome.

Example:

    >>> Dropout(0.5).eval()(torch.tensor([1., 2., 3.]))
    tensor([1., 2., 3.])
    >>> Dropout(1.0)(torch.tensor([1., 2., 3.]))
    tensor([0., 0., 0.])
    >>> set(Dropout(0.5)(torch.full((1000,), 3.)).tolist())
    {0.0, 6.0}
"""

import torch
from torch import nn


class Dropout(nn.Module):
    """A tensor of any shape -> one of the same shape, in training mode with zeros in it."""

    def __init__(self, p: float = 0.5) -> None:
        """Keep the probability; ValueError where it is none."""
        super().__init__()
        raise NotImplementedError("Your code goes here")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Drop numbers in training mode, return x in eval mode."""
        raise NotImplementedError("Your code goes here")

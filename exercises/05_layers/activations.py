# Check your work: make check EX=activations
"""Activations by hand: small functions that bend what a layer gives, number by number.

Without them a stack of linear layers would be no more than one linear layer.

`relu(x, inplace=False)`: what is below 0 becomes 0, the rest stays. It works on whole numbers too, which stay whole numbers.
With `inplace=True` no new tensor is made: `x` itself is changed, and that same `x` is returned.

`leaky_relu(x, negative_slope=0.01)`: what is below 0 is multiplied by the slope, the rest stays. The slope is between 0 and 1.

`sigmoid(x)` is 1 / (1 + e^-x): always between 0 and 1. `tanh(x)` is (e^x - e^-x) / (e^x + e^-x): between -1 and 1.

`softmax(x, dim)` is e^x divided by the sum of all e^x along the axis `dim`: along it, the results are positive and add up to 1.
A negative `dim` counts from the last axis. A dimension that `x` does not have is a ValueError.

All five give finite and right values for inputs of 1000 and -1000, where e^x is too large for a float. Results have the shape,
dtype and device of `x`; gradients flow through. `x` may have any number of axes and lie in memory in any order, and is not
changed (but by relu with `inplace=True`).

PyTorch's own five (relu, leaky_relu, sigmoid, tanh, softmax) are forbidden here, in every spelling: as functions, methods and
modules. Build them from `exp`, `where`, `maximum`, `clamp`, `abs`, sums, comparisons, ...

Example:

    >>> relu(torch.tensor([-2., 0., 3.]))
    tensor([0., 0., 3.])
    >>> leaky_relu(torch.tensor([-2., 0., 3.]), 0.5)
    tensor([-1., 0., 3.])
    >>> sigmoid(torch.tensor([-1000., 0., 1000.]))
    tensor([0.0000, 0.5000, 1.0000])
    >>> tanh(torch.tensor([-1000., 0., 1000.]))
    tensor([-1., 0., 1.])
    >>> softmax(torch.tensor([[2., 2.], [2., 2.]]), 1)
    tensor([[0.5000, 0.5000], [0.5000, 0.5000]])
"""

import torch


def relu(x: torch.Tensor, inplace: bool = False) -> torch.Tensor:
    """Return x with 0 in place of what is below 0; x itself, changed, where `inplace` is set."""
    raise NotImplementedError("Your code goes here")


def leaky_relu(x: torch.Tensor, negative_slope: float = 0.01) -> torch.Tensor:
    """Return x with what is below 0 multiplied by `negative_slope`."""
    raise NotImplementedError("Your code goes here")


def sigmoid(x: torch.Tensor) -> torch.Tensor:
    """Return 1 / (1 + e^-x)."""
    raise NotImplementedError("Your code goes here")


def tanh(x: torch.Tensor) -> torch.Tensor:
    """Return (e^x - e^-x) / (e^x + e^-x)."""
    raise NotImplementedError("Your code goes here")


def softmax(x: torch.Tensor, dim: int) -> torch.Tensor:
    """Return e^x divided by its sum along `dim`."""
    raise NotImplementedError("Your code goes here")

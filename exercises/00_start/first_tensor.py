# Check your work: make check EX=first_tensor
"""Your first round: make a tensor, and say what it is.

A tensor is a box of numbers with a shape, a dtype (the kind of number) and a device (where it lives).
Nearly every PyTorch error is about one of the three, so this exercise is about reading them off.

1. `make_tensor(data)` turns nested lists of numbers into a float32 tensor.
2. `describe(x)` says what a tensor is, as a dict with four entries:
   `shape` (a tuple of ints), `dtype` (as in "float32"), `device` (as in "cpu"), `elements` (how many numbers, an int).

Example:

    >>> make_tensor([[1, 2, 3], [4, 5, 6]])
    tensor([[1., 2., 3.], [4., 5., 6.]])
    >>> describe(make_tensor([[1, 2, 3], [4, 5, 6]]))
    {'shape': (2, 3), 'dtype': 'float32', 'device': 'cpu', 'elements': 6}
"""

import torch


def make_tensor(data: list) -> torch.Tensor:
    """Return the nested lists `data` as a float32 tensor of the same shape."""
    raise NotImplementedError("Your code goes here")


def describe(x: torch.Tensor) -> dict:
    """Return shape, dtype, device and number of elements of a tensor."""
    raise NotImplementedError("Your code goes here")

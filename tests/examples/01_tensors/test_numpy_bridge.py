"""Public examples of 01_tensors/numpy_bridge, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='share(torch.tensor([[1., 2.], [3., 4.]]).numpy())')
def test_example_1(example):
    example((
        'share(torch.tensor([[1., 2.], [3., 4.]]).numpy())',
    ), gives=tensor([[1., 2.], [3., 4.]]))


@criterion(title='to_array(torch.tensor([1., 2.], requires_grad=True)).tolist()')
def test_example_2(example):
    example((
        'to_array(torch.tensor([1., 2.], requires_grad=True)).tolist()',
    ), gives=[1.0, 2.0])


@criterion(title='add([1, 2, 3], [10, 20, 30])')
def test_example_3(example):
    example((
        'add([1, 2, 3], [10, 20, 30])',
    ), gives=[11, 22, 33])

"""Public examples of 00_start/first_tensor, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='make_tensor([[1, 2, 3], [4, 5, 6]])')
def test_example_1(example):
    example((
        'make_tensor([[1, 2, 3], [4, 5, 6]])',
    ), gives=tensor([[1., 2., 3.], [4., 5., 6.]]))


@criterion(title='describe(make_tensor([[1, 2, 3], [4, 5, 6]]))')
def test_example_2(example):
    example((
        'describe(make_tensor([[1, 2, 3], [4, 5, 6]]))',
    ), gives={'shape': (2, 3), 'dtype': 'float32', 'device': 'cpu', 'elements': 6})

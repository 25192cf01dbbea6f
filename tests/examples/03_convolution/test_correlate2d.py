"""Public examples of 03_convolution/correlate2d, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='correlate2d(torch.tensor([[1, 2, 0, 3], [0, 1, 2, 3], [1, 2, 1, 0]]), torch.tensor([[1, 2, 1], [0, 1, 0], [2, 1, 0]]))')
def test_example_1(example):
    example((
        'correlate2d(torch.tensor([[1, 2, 0, 3], [0, 1, 2, 3], [1, 2, 1, 0]]), torch.tensor([[1, 2, 1], [0, 1, 0], [2, 1, 0]]))',
    ), gives=tensor([[10, 12]]))


@criterion(title='correlate2d(torch.tensor([[1, 2, 0], [0, 1, 2]]), torch.tensor([[1, 2]]))')
def test_example_2(example):
    example((
        'correlate2d(torch.tensor([[1, 2, 0], [0, 1, 2]]), torch.tensor([[1, 2]]))',
    ), gives=tensor([[5, 2], [2, 5]]))


@criterion(title='correlate2d(torch.tensor([[1, 2, 3]]), torch.tensor([[1, 10]]), stride=2, padding=(0, 1))')
def test_example_3(example):
    example((
        'correlate2d(torch.tensor([[1, 2, 3]]), torch.tensor([[1, 10]]), stride=2, padding=(0, 1))',
    ), gives=tensor([[10, 32]]))

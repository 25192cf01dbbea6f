"""Public examples of 04_pooling/max_pool2d, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='max_pool2d(image.reshape(1, 1, 5, 5), 3)')
def test_example_1(example):
    example((
        'image = torch.tensor([[1., 2, 0, 3, 1], [0, 1, 2, 3, 1], [1, 2, 1, 0, 0], [5, 2, 3, 1, 1], [2, 1, 0, 1, 1]])',
        'max_pool2d(image.reshape(1, 1, 5, 5), 3)',
    ), gives=tensor([[[[2.]]]]))


@criterion(title='max_pool2d(image.reshape(1, 1, 5, 5), 3, ceil_mode=True)')
def test_example_2(example):
    example((
        'image = torch.tensor([[1., 2, 0, 3, 1], [0, 1, 2, 3, 1], [1, 2, 1, 0, 0], [5, 2, 3, 1, 1], [2, 1, 0, 1, 1]])',
        'max_pool2d(image.reshape(1, 1, 5, 5), 3, ceil_mode=True)',
    ), gives=tensor([[[[2., 3.], [5., 1.]]]]))

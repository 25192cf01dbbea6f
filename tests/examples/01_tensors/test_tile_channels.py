"""Public examples of 01_tensors/tile_channels, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='fold_channels(torch.arange(6).reshape(1, 6, 1, 1), 3).reshape(2, 3)')
def test_example_1(example):
    example((
        'fold_channels(torch.arange(6).reshape(1, 6, 1, 1), 3).reshape(2, 3)',
    ), gives=tensor([[0, 1, 2], [3, 4, 5]]))


@criterion(title='image_grid(torch.tensor([1., 2., 3.]).reshape(3, 1, 1, 1), columns=2, padding=1, value=9.0)')
def test_example_2(example):
    example((
        'image_grid(torch.tensor([1., 2., 3.]).reshape(3, 1, 1, 1), columns=2, padding=1, value=9.0)',
    ), gives=tensor([[[9., 9., 9., 9., 9.], [9., 1., 9., 2., 9.], [9., 9., 9., 9., 9.], [9., 3., 9., 9., 9.], [9., 9., 9., 9., 9.]]]))

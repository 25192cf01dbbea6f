"""Public examples of 01_tensors/reshape_nchw, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='matrix_to_nchw([[1, 2], [3, 4]])')
def test_example_1(example):
    example((
        'matrix_to_nchw([[1, 2], [3, 4]])',
    ), gives=tensor([[[[1., 2.], [3., 4.]]]]))


@criterion(title='rows_to_nchw(torch.arange(4), 2, 1, 1)')
def test_example_2(example):
    example((
        'rows_to_nchw(torch.arange(4), 2, 1, 1)',
    ), gives=tensor([[[[0]], [[1]]], [[[2]], [[3]]]]))


@criterion(title='images_to_nchw(red)')
def test_example_3(example):
    example((
        'red = torch.tensor([[[255, 0, 0]]], dtype=torch.uint8)  # one pixel, [1, 1, 3]',
        'images_to_nchw(red)',
    ), gives=tensor([[[[1.]], [[0.]], [[0.]]]]))

"""Public examples of 01_tensors/broadcasting, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='normalize(torch.tensor([[[1., 3.]], [[10., 30.]]]), [2., 20.], [1., 10.])')
def test_example_1(example):
    example((
        'normalize(torch.tensor([[[1., 3.]], [[10., 30.]]]), [2., 20.], [1., 10.])',
    ), gives=tensor([[[-1., 1.]], [[-1., 1.]]]))


@criterion(title='denormalize(torch.tensor([[[-1., 1.]], [[-1., 1.]]]), [2., 20.], [1., 10.])')
def test_example_2(example):
    example((
        'denormalize(torch.tensor([[[-1., 1.]], [[-1., 1.]]]), [2., 20.], [1., 10.])',
    ), gives=tensor([[[1., 3.]], [[10., 30.]]]))


@criterion(title='channel_statistics(torch.tensor([[[[1., 3.]], [[10., 30.]]]]))')
def test_example_3(example):
    example((
        'channel_statistics(torch.tensor([[[[1., 3.]], [[10., 30.]]]]))',
    ), gives=(tensor([2., 20.]), tensor([1., 10.])))

"""Public examples of 04_pooling/avg_pool2d, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='avg_pool2d(torch.tensor([[[1.0, 2.0, 0.0, 3.0], [0.0, 1.0, 2.0, 3.0]]]), 2)')
def test_example_1(example):
    example((
        'avg_pool2d(torch.tensor([[[1.0, 2.0, 0.0, 3.0], [0.0, 1.0, 2.0, 3.0]]]), 2)',
    ), gives=tensor([[[1., 2.]]]))


@criterion(title='avg_pool2d(torch.tensor([[[2.0, 4.0, 6.0]]]), (1, 2), ceil_mode=True)')
def test_example_2(example):
    example((
        'avg_pool2d(torch.tensor([[[2.0, 4.0, 6.0]]]), (1, 2), ceil_mode=True)',
    ), gives=tensor([[[3., 6.]]]))


@criterion(title='avg_pool2d(torch.tensor([[[6.0, 8.0]]]), (1, 2), padding=(0, 1))')
def test_example_3(example):
    example((
        'avg_pool2d(torch.tensor([[[6.0, 8.0]]]), (1, 2), padding=(0, 1))',
    ), gives=tensor([[[3., 4.]]]))


@criterion(title='avg_pool2d(torch.tensor([[[6.0, 8.0]]]), (1, 2), padding=(0, 1), count_include_pad=False)')
def test_example_4(example):
    example((
        'avg_pool2d(torch.tensor([[[6.0, 8.0]]]), (1, 2), padding=(0, 1), count_include_pad=False)',
    ), gives=tensor([[[6., 8.]]]))


@criterion(title='global_avg_pool2d(torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))')
def test_example_5(example):
    example((
        'global_avg_pool2d(torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))',
    ), gives=tensor([[[[2.5]]]]))

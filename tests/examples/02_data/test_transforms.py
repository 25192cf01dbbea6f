"""Public examples of 02_data/transforms, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='Normalize([2., 20.], [1., 10.])(torch.tensor([[[1., 3.]], [[10., 30.]]]))')
def test_example_1(example):
    example((
        'Normalize([2., 20.], [1., 10.])(torch.tensor([[[1., 3.]], [[10., 30.]]]))',
    ), gives=tensor([[[-1., 1.]], [[-1., 1.]]]))


@criterion(title='CenterCrop((1, 2))(torch.tensor([[[1., 2., 3., 4., 5.]]]))')
def test_example_2(example):
    example((
        'CenterCrop((1, 2))(torch.tensor([[[1., 2., 3., 4., 5.]]]))',
    ), gives=tensor([[[3., 4.]]]))


@criterion(title='CenterCrop((1, 4))(torch.tensor([[[1.]]]))')
def test_example_3(example):
    example((
        'CenterCrop((1, 4))(torch.tensor([[[1.]]]))',
    ), gives=tensor([[[0., 1., 0., 0.]]]))


@criterion(title='Compose([RandomHorizontalFlip(p=1.0), RandomCrop(1)])(torch.tensor([[[7.]]]))')
def test_example_4(example):
    example((
        'Compose([RandomHorizontalFlip(p=1.0), RandomCrop(1)])(torch.tensor([[[7.]]]))',
    ), gives=tensor([[[7.]]]))

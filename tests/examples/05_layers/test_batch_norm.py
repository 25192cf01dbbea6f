"""Public examples of 05_layers/batch_norm, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='BatchNorm2d(1, eps=0)(torch.tensor([[[[1., 3.]]], [[[1., 3.]]]]))')
def test_example_1(example):
    example((
        'BatchNorm2d(1, eps=0)(torch.tensor([[[[1., 3.]]], [[[1., 3.]]]]))',
    ), gives=tensor([[[[-1., 1.]]], [[[-1., 1.]]]]))


@criterion(title='BatchNorm2d(1, eps=0).eval()(torch.tensor([[[[1., 3.]]]]))')
def test_example_2(example):
    example((
        'BatchNorm2d(1, eps=0).eval()(torch.tensor([[[[1., 3.]]]]))',
    ), gives=tensor([[[[1., 3.]]]]))


@criterion(title='list(BatchNorm2d(1, affine=False).state_dict())')
def test_example_3(example):
    example((
        'list(BatchNorm2d(1, affine=False).state_dict())',
    ), gives=['running_mean', 'running_var', 'num_batches_tracked'])

"""Public examples of 05_layers/linear, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='flatten(torch.tensor([[[1., 2.], [3., 4.]], [[5., 6.], [7., 8.]]]))')
def test_example_1(example):
    example((
        'flatten(torch.tensor([[[1., 2.], [3., 4.]], [[5., 6.], [7., 8.]]]))',
    ), gives=tensor([[1., 2., 3., 4.], [5., 6., 7., 8.]]))


@criterion(title='tuple(flatten(torch.zeros(2, 3, 4, 5), 0, 1).shape)')
def test_example_2(example):
    example((
        'tuple(flatten(torch.zeros(2, 3, 4, 5), 0, 1).shape)',
    ), gives=(6, 4, 5))


@criterion(title='tuple(Linear(3, 5).weight.shape)')
def test_example_3(example):
    example((
        'tuple(Linear(3, 5).weight.shape)',
    ), gives=(5, 3))


@criterion(title='tuple(Linear(3, 5)(torch.zeros(2, 7, 3)).shape)')
def test_example_4(example):
    example((
        'tuple(Linear(3, 5)(torch.zeros(2, 7, 3)).shape)',
    ), gives=(2, 7, 5))


@criterion(title='Linear(3, 2, bias=False)(torch.zeros(1, 3))')
def test_example_5(example):
    example((
        'Linear(3, 2, bias=False)(torch.zeros(1, 3))',
    ), gives=tensor([[0., 0.]]))

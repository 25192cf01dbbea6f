"""Public examples of 07_gradients/backprop, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='numerical_gradient(lambda x: x[0] * x[1], torch.tensor([3., 5.], dtype=torch.float64), eps=0.5)')
def test_example_1(example):
    example((
        'numerical_gradient(lambda x: x[0] * x[1], torch.tensor([3., 5.], dtype=torch.float64), eps=0.5)',
    ), gives=tensor([5., 3.], dtype=torch.float64))


@criterion(title='linear_gradients(x, weight, bias, torch.tensor([[1.], [5.]]))')
def test_example_2(example):
    example((
        'x, weight, bias = torch.tensor([[1., 2.], [3., 4.]]), torch.tensor([[1., 1.]]), torch.tensor([0.])',
        'linear_gradients(x, weight, bias, torch.tensor([[1.], [5.]]))',
    ), gives=(tensor([[ 8., 12.]]), tensor([4.])))

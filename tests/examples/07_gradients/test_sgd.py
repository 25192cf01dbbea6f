"""Public examples of 07_gradients/sgd, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='p.tolist()')
def test_example_1(example):
    example((
        'p = torch.tensor([5.], requires_grad=True)',
        'optimizer = SGD([p], lr=0.5, momentum=0.5)',
        'p.grad = torch.tensor([2.])',
        'optimizer.step()  # speed 2',
        'p.tolist()',
    ), gives=[4.0])


@criterion(title='p.tolist()')
def test_example_2(example):
    example((
        'p = torch.tensor([5.], requires_grad=True)',
        'optimizer = SGD([p], lr=0.5, momentum=0.5)',
        'p.grad = torch.tensor([2.])',
        'optimizer.step()  # speed 2',
        'optimizer.step()  # the same gradient, speed 0.5 * 2 + 2 = 3',
        'p.tolist()',
    ), gives=[2.5])

"""Public examples of 07_gradients/losses, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='l1_loss(torch.tensor([1., 2., 3.]), torch.tensor([2., 1., 7.]))')
def test_example_1(example):
    example((
        'l1_loss(torch.tensor([1., 2., 3.]), torch.tensor([2., 1., 7.]))',
    ), gives=tensor(2.))


@criterion(title='mse_loss(torch.tensor([1., 2., 3.]), torch.tensor([2., 1., 7.]))')
def test_example_2(example):
    example((
        'mse_loss(torch.tensor([1., 2., 3.]), torch.tensor([2., 1., 7.]))',
    ), gives=tensor(6.))


@criterion(title='mse_loss(torch.tensor([1., 2., 3.]), torch.tensor([2., 1., 7.]), reduction="none")')
def test_example_3(example):
    example((
        'mse_loss(torch.tensor([1., 2., 3.]), torch.tensor([2., 1., 7.]), reduction="none")',
    ), gives=tensor([ 1.,  1., 16.]))


@criterion(title='cross_entropy(torch.tensor([[1000., 0.], [1000., 0.]]), torch.tensor([0, 1]), reduction="none")')
def test_example_4(example):
    example((
        'cross_entropy(torch.tensor([[1000., 0.], [1000., 0.]]), torch.tensor([0, 1]), reduction="none")',
    ), gives=tensor([   0., 1000.]))


@criterion(title='cross_entropy(torch.zeros(3, 4), torch.tensor([3, 0, 1])) # log(4): four classes, all as likely')
def test_example_5(example):
    example((
        'cross_entropy(torch.zeros(3, 4), torch.tensor([3, 0, 1]))  # log(4): four classes, all as likely',
    ), gives=tensor(1.3863))

"""Public examples of 05_layers/activations, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='relu(torch.tensor([-2., 0., 3.]))')
def test_example_1(example):
    example((
        'relu(torch.tensor([-2., 0., 3.]))',
    ), gives=tensor([0., 0., 3.]))


@criterion(title='leaky_relu(torch.tensor([-2., 0., 3.]), 0.5)')
def test_example_2(example):
    example((
        'leaky_relu(torch.tensor([-2., 0., 3.]), 0.5)',
    ), gives=tensor([-1., 0., 3.]))


@criterion(title='sigmoid(torch.tensor([-1000., 0., 1000.]))')
def test_example_3(example):
    example((
        'sigmoid(torch.tensor([-1000., 0., 1000.]))',
    ), gives=tensor([0.0000, 0.5000, 1.0000]))


@criterion(title='tanh(torch.tensor([-1000., 0., 1000.]))')
def test_example_4(example):
    example((
        'tanh(torch.tensor([-1000., 0., 1000.]))',
    ), gives=tensor([-1., 0., 1.]))


@criterion(title='softmax(torch.tensor([[2., 2.], [2., 2.]]), 1)')
def test_example_5(example):
    example((
        'softmax(torch.tensor([[2., 2.], [2., 2.]]), 1)',
    ), gives=tensor([[0.5000, 0.5000], [0.5000, 0.5000]]))

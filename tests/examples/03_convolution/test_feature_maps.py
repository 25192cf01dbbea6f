"""Public examples of 03_convolution/feature_maps, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='tuple(SimpleConv()(torch.zeros(2, 3, 8, 9)).shape)')
def test_example_1(example):
    example((
        'tuple(SimpleConv()(torch.zeros(2, 3, 8, 9)).shape)',
    ), gives=(2, 6, 6, 7))


@criterion(title='capture(torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Flatten()), torch.tensor([[[-1.0, 2.0]]]), ["0"])')
def test_example_2(example):
    example((
        'capture(torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Flatten()), torch.tensor([[[-1.0, 2.0]]]), ["0"])',
    ), gives={'0': tensor([[[0., 2.]]])})

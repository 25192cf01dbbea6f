"""Public examples of 03_convolution/parameter_count, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='conv_parameters(3, 1, 3)')
def test_example_1(example):
    example((
        'conv_parameters(3, 1, 3)',
    ), gives=28)


@criterion(title='conv_parameters(3, 6, (3, 5), bias=False)')
def test_example_2(example):
    example((
        'conv_parameters(3, 6, (3, 5), bias=False)',
    ), gives=270)


@criterion(title='conv_parameters(4, 6, 3, groups=2)')
def test_example_3(example):
    example((
        'conv_parameters(4, 6, 3, groups=2)',
    ), gives=114)


@criterion(title='linear_parameters(1024, 64)')
def test_example_4(example):
    example((
        'linear_parameters(1024, 64)',
    ), gives=65600)


@criterion(title='count_parameters(torch.nn.Sequential(torch.nn.Conv2d(3, 1, 3), torch.nn.BatchNorm2d(1)))')
def test_example_5(example):
    example((
        'count_parameters(torch.nn.Sequential(torch.nn.Conv2d(3, 1, 3), torch.nn.BatchNorm2d(1)))',
    ), gives=30)

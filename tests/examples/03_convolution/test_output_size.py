"""Public examples of 03_convolution/output_size, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='conv_output_size(32, 5, padding=2)')
def test_example_1(example):
    example((
        'conv_output_size(32, 5, padding=2)',
    ), gives=32)


@criterion(title='conv_output_size((5, 7), 3, stride=2)')
def test_example_2(example):
    example((
        'conv_output_size((5, 7), 3, stride=2)',
    ), gives=(2, 3))


@criterion(title='pool_output_size(5, 3)')
def test_example_3(example):
    example((
        'pool_output_size(5, 3)',
    ), gives=1)


@criterion(title='pool_output_size(5, 3, ceil_mode=True)')
def test_example_4(example):
    example((
        'pool_output_size(5, 3, ceil_mode=True)',
    ), gives=2)


@criterion(title='same_padding(5)')
def test_example_5(example):
    example((
        'same_padding(5)',
    ), gives=2)


@criterion(title='padding_for(32, 32, 5)')
def test_example_6(example):
    example((
        'padding_for(32, 32, 5)',
    ), gives=2)

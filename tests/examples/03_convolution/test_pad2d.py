"""Public examples of 03_convolution/pad2d, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='pad2d(torch.tensor([[[[1.0, 2.0, 3.0]]]]), (2, 2, 0, 0), "reflect")')
def test_example_1(example):
    example((
        'pad2d(torch.tensor([[[[1.0, 2.0, 3.0]]]]), (2, 2, 0, 0), "reflect")',
    ), gives=tensor([[[[3., 2., 1., 2., 3., 2., 1.]]]]))


@criterion(title='pad2d(torch.tensor([[[[1.0, 2.0, 3.0]]]]), (2, 1, 0, 1), "replicate")')
def test_example_2(example):
    example((
        'pad2d(torch.tensor([[[[1.0, 2.0, 3.0]]]]), (2, 1, 0, 1), "replicate")',
    ), gives=tensor([[[[1., 1., 1., 2., 3., 3.], [1., 1., 1., 2., 3., 3.]]]]))


@criterion(title='pad2d(torch.tensor([[[[1.0, 2.0]]]]), 1)')
def test_example_3(example):
    example((
        'pad2d(torch.tensor([[[[1.0, 2.0]]]]), 1)',
    ), gives=tensor([[[[0., 0., 0., 0.], [0., 1., 2., 0.], [0., 0., 0., 0.]]]]))


@criterion(title='pad2d(torch.tensor([[[[1.0, 2.0]]]]), (0, 1, 0, 0), mode="constant", value=7.0)')
def test_example_4(example):
    example((
        'pad2d(torch.tensor([[[[1.0, 2.0]]]]), (0, 1, 0, 0), mode="constant", value=7.0)',
    ), gives=tensor([[[[1., 2., 7.]]]]))

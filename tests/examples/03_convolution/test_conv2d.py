"""Public examples of 03_convolution/conv2d, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='conv2d(torch.tensor([[[[5.0]], [[7.0]]]]), torch.tensor([[[[1.0]], [[10.0]]], [[[2.0]], [[0.0]]]]))')
def test_example_1(example):
    example((
        'conv2d(torch.tensor([[[[5.0]], [[7.0]]]]), torch.tensor([[[[1.0]], [[10.0]]], [[[2.0]], [[0.0]]]]))',
    ), gives=tensor([[[[75.]], [[10.]]]]))


@criterion(title='conv2d(torch.tensor([[[[5.0]], [[7.0]]]]), torch.tensor([[[[1.0]]], [[[2.0]]]]), torch.tensor([0.5, 0.0]), groups=2)')
def test_example_2(example):
    example((
        'conv2d(torch.tensor([[[[5.0]], [[7.0]]]]), torch.tensor([[[[1.0]]], [[[2.0]]]]), torch.tensor([0.5, 0.0]), groups=2)',
    ), gives=tensor([[[[5.5]], [[14.]]]]))


@criterion(title='conv2d(torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]]), torch.tensor([[[[1.0, 10.0]]]]), dilation=2)')
def test_example_3(example):
    example((
        'conv2d(torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]]), torch.tensor([[[[1.0, 10.0]]]]), dilation=2)',
    ), gives=tensor([[[[31., 42.]]]]))

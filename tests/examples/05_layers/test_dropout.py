"""Public examples of 05_layers/dropout, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='Dropout(0.5).eval()(torch.tensor([1., 2., 3.]))')
def test_example_1(example):
    example((
        'Dropout(0.5).eval()(torch.tensor([1., 2., 3.]))',
    ), gives=tensor([1., 2., 3.]))


@criterion(title='Dropout(1.0)(torch.tensor([1., 2., 3.]))')
def test_example_2(example):
    example((
        'Dropout(1.0)(torch.tensor([1., 2., 3.]))',
    ), gives=tensor([0., 0., 0.]))


@criterion(title='set(Dropout(0.5)(torch.full((1000,), 3.)).tolist())')
def test_example_3(example):
    example((
        'set(Dropout(0.5)(torch.full((1000,), 3.)).tolist())',
    ), gives={0.0, 6.0})

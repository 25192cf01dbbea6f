"""Public examples of 06_models/sequential, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='list(model.state_dict())')
def test_example_1(example):
    example((
        'from torch import nn',
        'model = Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1, bias=False))',
        'list(model.state_dict())',
    ), gives=['0.weight', '0.bias', '2.weight'])


@criterion(title='model(torch.zeros(4, 2)).shape == (4, 1)')
def test_example_2(example):
    example((
        'from torch import nn',
        'model = Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1, bias=False))',
        'model(torch.zeros(4, 2)).shape == (4, 1)',
    ), gives=True)


@criterion(title='len(model), len(model[1:]), model[-1] is model[2]')
def test_example_3(example):
    example((
        'from torch import nn',
        'model = Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1, bias=False))',
        'len(model), len(model[1:]), model[-1] is model[2]',
    ), gives=(3, 2, True))

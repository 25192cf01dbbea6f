"""Public examples of 06_models/cifar_net, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='layer_shapes(model, (1, 3, 32, 32))')
def test_example_1(example):
    example((
        'model = nn.Sequential(nn.Conv2d(3, 6, 3), nn.Flatten())',
        'layer_shapes(model, (1, 3, 32, 32))',
    ), gives=[('0', (1, 6, 30, 30)), ('1', (1, 5400))])


@criterion(title='sum(parameter.numel() for parameter in CifarNet().parameters())')
def test_example_2(example):
    example((
        'model = nn.Sequential(nn.Conv2d(3, 6, 3), nn.Flatten())',
        'sum(parameter.numel() for parameter in CifarNet().parameters())',
    ), gives=145578)


@criterion(title='CifarNet()(torch.zeros(2, 3, 32, 32)).shape')
def test_example_3(example):
    example((
        'model = nn.Sequential(nn.Conv2d(3, 6, 3), nn.Flatten())',
        'CifarNet()(torch.zeros(2, 3, 32, 32)).shape',
    ), gives=torch.Size([2, 10]))

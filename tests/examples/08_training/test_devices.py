"""Public examples of 08_training/devices, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='pick_device("cpu").type')
def test_example_1(example):
    example((
        'pick_device("cpu").type',
    ), gives='cpu')


@criterion(title='to_device((torch.zeros(2, 3), ["ant.png", 3]), "meta")[1]')
def test_example_2(example):
    example((
        'to_device((torch.zeros(2, 3), ["ant.png", 3]), "meta")[1]',
    ), gives=['ant.png', 3])


@criterion(title='to_device({"inputs": [torch.zeros(2, 3)]}, "meta")["inputs"][0].device.type')
def test_example_3(example):
    example((
        'to_device({"inputs": [torch.zeros(2, 3)]}, "meta")["inputs"][0].device.type',
    ), gives='meta')


@criterion(title='to_device([torch.tensor([1., 2.])], "cpu")[0]')
def test_example_4(example):
    example((
        'to_device([torch.tensor([1., 2.])], "cpu")[0]',
    ), gives=tensor([1., 2.]))

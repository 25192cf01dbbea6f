"""Public examples of 02_data/cifar_batches, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='[row[0].item(), row[1024].item(), row[2048].item()]')
def test_example_1(example):
    example((
        'row = torch.arange(3072)',
        '[row[0].item(), row[1024].item(), row[2048].item()]',
    ), gives=[0, 1024, 2048])


@criterion(title='row.reshape(3, 32, 32)[:, 0, 0]')
def test_example_2(example):
    example((
        'row = torch.arange(3072)',
        'row.reshape(3, 32, 32)[:, 0, 0]',
    ), gives=tensor([0, 1024, 2048]))


@criterion(title='row.reshape(3, 32, 32)[0, 1, 2].item()')
def test_example_3(example):
    example((
        'row = torch.arange(3072)',
        'row.reshape(3, 32, 32)[0, 1, 2].item()',
    ), gives=34)

"""Public examples of 02_data/cifar_batches, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='torch.arange(3072).reshape(3, 32, 32)[:, 0, 0]')
def test_example_1(example):
    example((
        'torch.arange(3072).reshape(3, 32, 32)[:, 0, 0]',
    ), gives=tensor([0, 1024, 2048]))


@criterion(title='torch.arange(3072).reshape(3, 32, 32)[:, 1, 2]')
def test_example_2(example):
    example((
        'torch.arange(3072).reshape(3, 32, 32)[:, 1, 2]',
    ), gives=tensor([34, 1058, 2082]))

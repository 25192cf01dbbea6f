"""Public examples of 08_training/train_one_epoch, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='train_one_epoch(model, batches, torch.nn.L1Loss(), torch.optim.SGD(model.parameters(), lr=0.1))')
def test_example_1(example):
    example((
        'model = torch.nn.Linear(1, 1, bias=False)',
        'torch.nn.init.zeros_(model.weight)',
        'batches = [(torch.zeros(4, 1), torch.full((4, 1), 2.0)), (torch.zeros(1, 1), torch.full((1, 1), 7.0))]',
        'train_one_epoch(model, batches, torch.nn.L1Loss(), torch.optim.SGD(model.parameters(), lr=0.1))',
    ), gives=3.0)

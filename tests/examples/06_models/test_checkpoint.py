"""Public examples of 06_models/checkpoint, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='epoch, other.weight.item()')
def test_example_1(example):
    example((
        'import tempfile',
        'from torch import nn',
        'path = tempfile.mkdtemp() + "/run.pt"',
        'model = nn.Linear(1, 1)',
        '_ = nn.init.constant_(model.weight, 7.0)',
        'save_checkpoint(path, model, torch.optim.SGD(model.parameters(), lr=0.1), epoch=3)',
        'other = nn.Linear(1, 1)',
        'epoch = load_checkpoint(path, other)',
        'epoch, other.weight.item()',
    ), gives=(3, 7.0))

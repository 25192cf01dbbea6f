"""Public examples of 08_training/fit, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='[entry["epoch"] for entry in history]')
def test_example_1(example):
    example((
        'model, batch = torch.nn.Linear(2, 3), (torch.ones(4, 2), torch.tensor([0, 1, 2, 0]))',
        'history = fit(model, [batch], [batch], epochs=2)',
        '[entry["epoch"] for entry in history]',
    ), gives=[1, 2])


@criterion(title='sorted(history[0])')
def test_example_2(example):
    example((
        'model, batch = torch.nn.Linear(2, 3), (torch.ones(4, 2), torch.tensor([0, 1, 2, 0]))',
        'history = fit(model, [batch], [batch], epochs=2)',
        'sorted(history[0])',
    ), gives=['epoch', 'test_accuracy', 'test_loss', 'train_loss'])

"""Public examples of 08_training/predict, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='predict(nn.Sequential(nn.Flatten(), nn.Linear(3072, 1)), Image.new("L", (50, 20)), ["ant"])')
def test_example_1(example):
    example((
        'predict(nn.Sequential(nn.Flatten(), nn.Linear(3072, 1)), Image.new("L", (50, 20)), ["ant"])',
    ), gives=('ant', 1.0))

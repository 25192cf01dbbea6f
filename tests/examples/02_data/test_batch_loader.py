"""Public examples of 02_data/batch_loader, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='list(BatchLoader([(1, "a"), (2, "b"), (3, "c")], batch_size=2))')
def test_example_1(example):
    example((
        'list(BatchLoader([(1, "a"), (2, "b"), (3, "c")], batch_size=2))',
    ), gives=[[tensor([1, 2]), ["a", "b"]], [tensor([3]), ["c"]]])


@criterion(title='len(BatchLoader(range(7), batch_size=3)), len(BatchLoader(range(7), batch_size=3, drop_last=True))')
def test_example_2(example):
    example((
        'len(BatchLoader(range(7), batch_size=3)), len(BatchLoader(range(7), batch_size=3, drop_last=True))',
    ), gives=(3, 2))

"""Public examples of 09_beyond/attention, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='attention(query, key, value)')
def test_example_1(example):
    example((
        'query = torch.tensor([[0., 0.], [0., 0.]])',
        'key = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])',
        'value = torch.tensor([[1.], [2.], [6.]])',
        'attention(query, key, value)',
    ), gives=tensor([[3.], [3.]]))


@criterion(title='attention(query, key, value, torch.tensor([[False, True, True], [False, False, False]]))')
def test_example_2(example):
    example((
        'query = torch.tensor([[0., 0.], [0., 0.]])',
        'key = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])',
        'value = torch.tensor([[1.], [2.], [6.]])',
        'attention(query, key, value, torch.tensor([[False, True, True], [False, False, False]]))',
    ), gives=tensor([[4.], [0.]]))

"""Public examples of 09_beyond/rnn, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='(outputs[:, 0, 0] * 100).round().tolist()')
def test_example_1(example):
    example((
        'cell = RNNCell(1, 1)',
        'one, zero = torch.ones(1, 1), torch.zeros(1)',
        '_ = cell.load_state_dict({"weight_ih": one, "weight_hh": one, "bias_ih": zero, "bias_hh": zero})',
        'outputs, last = run_rnn(cell, torch.tensor([[[1.]], [[0.]], [[0.]]]))',
        '(outputs[:, 0, 0] * 100).round().tolist()',
    ), gives=[76.0, 64.0, 57.0])


@criterion(title='torch.equal(last, outputs[-1])')
def test_example_2(example):
    example((
        'cell = RNNCell(1, 1)',
        'one, zero = torch.ones(1, 1), torch.zeros(1)',
        '_ = cell.load_state_dict({"weight_ih": one, "weight_hh": one, "bias_ih": zero, "bias_hh": zero})',
        'outputs, last = run_rnn(cell, torch.tensor([[[1.]], [[0.]], [[0.]]]))',
        'torch.equal(last, outputs[-1])',
    ), gives=True)

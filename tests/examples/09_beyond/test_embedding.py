"""Public examples of 09_beyond/embedding, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='layer(torch.tensor([2, 0])).detach()')
def test_example_1(example):
    example((
        'layer = Embedding(3, 2)',
        '_ = layer.load_state_dict({"weight": torch.tensor([[1., 2.], [3., 4.], [5., 6.]])})',
        'layer(torch.tensor([2, 0])).detach()',
    ), gives=tensor([[5., 6.], [1., 2.]]))


@criterion(title='layer(torch.tensor([[1], [1]])).detach()')
def test_example_2(example):
    example((
        'layer = Embedding(3, 2)',
        '_ = layer.load_state_dict({"weight": torch.tensor([[1., 2.], [3., 4.], [5., 6.]])})',
        'layer(torch.tensor([[1], [1]])).detach()',
    ), gives=tensor([[[3., 4.]], [[3., 4.]]]))


@criterion(title='Embedding(3, 2, padding_idx=1).weight[1].detach()')
def test_example_3(example):
    example((
        'layer = Embedding(3, 2)',
        '_ = layer.load_state_dict({"weight": torch.tensor([[1., 2.], [3., 4.], [5., 6.]])})',
        'Embedding(3, 2, padding_idx=1).weight[1].detach()',
    ), gives=tensor([0., 0.]))

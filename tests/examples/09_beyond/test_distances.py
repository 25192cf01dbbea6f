"""Public examples of 09_beyond/distances, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='pairwise_distance(a, b)')
def test_example_1(example):
    example((
        'a = torch.tensor([[0., 0.], [3., 4.]])',
        'b = torch.tensor([[3., 0.], [0., 4.], [6., 8.]])',
        'pairwise_distance(a, b)',
    ), gives=tensor([[ 3.,  4., 10.], [ 4.,  3.,  5.]]))


@criterion(title='pairwise_distance(a, b, p=1)')
def test_example_2(example):
    example((
        'a = torch.tensor([[0., 0.], [3., 4.]])',
        'b = torch.tensor([[3., 0.], [0., 4.], [6., 8.]])',
        'pairwise_distance(a, b, p=1)',
    ), gives=tensor([[ 3.,  4., 14.], [ 4.,  3.,  7.]]))


@criterion(title='pairwise_distance(a, b, p=float("inf"))')
def test_example_3(example):
    example((
        'a = torch.tensor([[0., 0.], [3., 4.]])',
        'b = torch.tensor([[3., 0.], [0., 4.], [6., 8.]])',
        'pairwise_distance(a, b, p=float("inf"))',
    ), gives=tensor([[3., 4., 8.], [4., 3., 4.]]))


@criterion(title='cosine_similarity(torch.tensor([[3., 0.], [3., 4.], [0., 0.]]), torch.tensor([[-5., 0.], [6., 8.], [1., 2.]]))')
def test_example_4(example):
    example((
        'a = torch.tensor([[0., 0.], [3., 4.]])',
        'b = torch.tensor([[3., 0.], [0., 4.], [6., 8.]])',
        'cosine_similarity(torch.tensor([[3., 0.], [3., 4.], [0., 0.]]), torch.tensor([[-5., 0.], [6., 8.], [1., 2.]]))',
    ), gives=tensor([-1.,  1.,  0.]))

"""Public examples of 08_training/evaluate, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='round(accuracy, 4)')
def test_example_1(example):
    example((
        'logits, targets = torch.tensor([[1., 3], [2, 0], [0, 5]]), torch.tensor([1, 0, 0])',
        'loss, accuracy = evaluate(torch.nn.Identity(), [(logits, targets)], torch.nn.CrossEntropyLoss())',
        'round(accuracy, 4)',
    ), gives=0.6667)

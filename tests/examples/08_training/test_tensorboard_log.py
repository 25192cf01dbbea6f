"""Public examples of 08_training/tensorboard_log, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='log_images(writer, loader, "train")')
def test_example_1(example):
    example((
        'import tempfile',
        'from torch.utils.tensorboard import SummaryWriter',
        'writer = SummaryWriter(tempfile.mkdtemp())',
        'loader = [(torch.zeros(count, 3, 4, 4), torch.zeros(count)) for count in (2, 2, 1)]',
        'log_images(writer, loader, "train")',
    ), gives=3)


@criterion(title='log_images(writer, loader, "train", limit=2)')
def test_example_2(example):
    example((
        'import tempfile',
        'from torch.utils.tensorboard import SummaryWriter',
        'writer = SummaryWriter(tempfile.mkdtemp())',
        'loader = [(torch.zeros(count, 3, 4, 4), torch.zeros(count)) for count in (2, 2, 1)]',
        'log_images(writer, loader, "train", limit=2)',
    ), gives=2)

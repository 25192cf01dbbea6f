"""What transforms's suite needs: many draws at once, seeds, transforms to put in a row. Runs in worker and judge."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import torch


def many(transform: Callable, picture: object, count: int) -> list:
    """Return what a transform makes of one picture, again and again."""
    return [transform(picture) for _ in range(count)]


def first_numbers(transform: Callable, x: torch.Tensor, count: int) -> torch.Tensor:
    """Return the first number of each of so many results."""
    return torch.tensor([transform(x).flatten()[0].item() for _ in range(count)])


def seeded(seed: int) -> torch.Generator:
    """Return a generator of this seed."""
    return torch.Generator().manual_seed(seed)


def sequence(transform: Callable, picture: object, count: int, seed: int, others: int) -> list:
    """Return the results of some calls, after torch's own generator got this seed, Python's and NumPy's others."""
    torch.manual_seed(seed)
    random.seed(others)
    np.random.seed(others)
    return many(transform, picture, count)


def plus_one(x: torch.Tensor) -> torch.Tensor:
    """A transform that adds."""
    return x + 1


def doubled(x: torch.Tensor) -> torch.Tensor:
    """A transform that multiplies."""
    return x * 2


def as_text(x: torch.Tensor) -> str:
    """A transform to something else."""
    return str(x.tolist())

"""Strategies for small inputs that shrink: what suites draw tensors with, beside Hypothesis's own. Judge's side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from hypothesis.strategies import DrawFn, SearchStrategy, composite, integers, lists, one_of, permutations, tuples

Side = int | SearchStrategy[int]


@composite
def tensors(
    draw: DrawFn,
    sides: Sequence[Side],
    values: SearchStrategy[Any] | None = None,
    dtype: torch.dtype = torch.float32,
) -> torch.Tensor:
    """Draw a tensor: each side a number or a strategy, each element from `values` (integers from -9 to 9)."""
    shape = [draw(side) if isinstance(side, SearchStrategy) else side for side in sides]
    count = math.prod(shape)
    elements = draw(lists(integers(-9, 9) if values is None else values, min_size=count, max_size=count))
    return torch.tensor(elements, dtype=dtype).reshape(shape)


@composite
def distinct_tensors(draw: DrawFn, sides: Sequence[Side], dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw a tensor of whole numbers without equals, about half of them negative."""
    shape = [draw(side) if isinstance(side, SearchStrategy) else side for side in sides]
    count = math.prod(shape)
    elements = draw(permutations(range(-((count + 1) // 2), count // 2)))
    return torch.tensor(elements, dtype=dtype).reshape(shape)


def pairs(low: int, high: int) -> SearchStrategy[Any]:
    """Draw an int, or a pair of ints, from `low` to `high`."""
    return one_of(integers(low, high), tuples(integers(low, high), integers(low, high)))

"""What backprop's suite needs: functions to measure, and whether an argument kept its bits. Runs in worker and judge."""

from __future__ import annotations

from collections.abc import Callable

import torch


class Cubic:
    """f(x) = sum(weights * x^3) + sum(x)^2: each element's central difference shows the step, and depends on the others."""

    def __init__(self, weights: torch.Tensor, as_float: bool = False) -> None:
        self.weights = weights
        self.as_float = as_float

    def __call__(self, x: torch.Tensor) -> torch.Tensor | float:
        """Return f(x), as a 0-d tensor or as a float; x must have the weights' shape and dtype."""
        if x.shape != self.weights.shape or x.dtype != self.weights.dtype:
            raise TypeError("f takes a tensor with the shape and the dtype of x")
        value = (self.weights * x**3).sum() + x.sum() ** 2
        return value.item() if self.as_float else value


def absolute(x: torch.Tensor) -> torch.Tensor:
    """Return sum(|x|): at 0 a step up and a step down do not agree."""
    return x.abs().sum()


def left(function: Callable, f: Callable, x: torch.Tensor, eps: float) -> tuple:
    """Return (the gradient, the bits of x afterwards, the bits of x before) as function(f, x, eps) leaves them."""
    before = x.contiguous().view(torch.int64).clone()
    gradient = function(f, x, eps)
    return gradient, x.contiguous().view(torch.int64), before

"""What numpy_bridge's suite needs: arrays that are written to later, tensors with a history. Runs in the worker."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import numpy as np
import torch


class Desk:
    """Holds an array and the tensor that was made of it."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array
        self.tensor = torch.empty(0)


def hand_over(desk: Desk, function: Callable) -> torch.Tensor:
    """Let the function make a tensor of the array."""
    desk.tensor = function(desk.array)
    return desk.tensor


def write_array(desk: Desk, values: np.ndarray) -> torch.Tensor:
    """Write into the array, look at the tensor."""
    desk.array[...] = values
    return desk.tensor


def write_tensor(desk: Desk, values: torch.Tensor) -> np.ndarray:
    """Write into the tensor, look at the array."""
    desk.tensor.copy_(values)
    return desk.array


def converted(function: Callable, x: torch.Tensor) -> tuple:
    """Return the array of a tensor that requires gradients, that of a tensor computed from it, and what still requires them."""
    x.requires_grad_()
    double = x * 2
    arrays = [function(x), function(double)]
    return arrays, [x, double.detach()], x.requires_grad and double.requires_grad and double.grad_fn is not None


def steps(function: Callable, a: list, b: list) -> tuple:
    """Return what the function gives, and how many steps the lines of its own file took."""
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    file_name = getattr(module, "__file__", None)
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Callable | None:
        nonlocal count
        if frame.f_code.co_filename != file_name:
            return None
        count += event in ("line", "call")
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        result = function(a, b)
    finally:
        sys.settrace(previous)
    return result, count

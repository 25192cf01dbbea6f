"""What activations' suite needs: an identity that can only be seen here. Runs in the worker."""

from __future__ import annotations

from collections.abc import Callable

import torch


def in_place(relu: Callable, x: torch.Tensor) -> tuple:
    """Return (what relu in place returned, x afterwards, whether both are one tensor)."""
    result = relu(x, inplace=True)
    return result, x, result is x

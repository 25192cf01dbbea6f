"""What dropout's suite needs: modes, seeds and repeated calls. Runs in the worker."""

from __future__ import annotations

import torch
from torch import nn


def in_mode(layer: nn.Module, training: bool) -> nn.Module:
    """Return the layer in this mode."""
    return layer.train(training)


def seeded(layer: nn.Module, x: torch.Tensor, seeds: list) -> list:
    """Return the results of calls, each after a seed; None goes on without a new one."""
    results = []
    for seed in seeds:
        if seed is not None:
            torch.manual_seed(seed)
        results.append(layer(x).detach().clone())
    return results


def zeros_in_calls(layer: nn.Module, x: torch.Tensor, calls: int) -> list:
    """Return how many zeros each of these calls gives."""
    return [int((layer(x) == 0).sum()) for _ in range(calls)]


def without_gradients(layer: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Return what comes out under no_grad."""
    with torch.no_grad():
        return layer(x)


def with_gradient(layer: nn.Module, x: torch.Tensor, cotangent: torch.Tensor) -> tuple:
    """Return (result, gradient of `(result * cotangent).sum()` for x or None) of one call."""
    leaf = x.detach().clone().requires_grad_()
    result = layer(leaf)
    if not result.requires_grad:
        return result.detach(), None
    (result * cotangent).sum().backward()
    return result.detach(), leaf.grad

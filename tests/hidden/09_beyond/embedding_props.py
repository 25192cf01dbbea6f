"""What embedding's suite needs: tables in and out, gradients, seeds. Runs in the worker."""

from __future__ import annotations

import torch
from torch import nn


def load(layer: nn.Module, table: torch.Tensor) -> None:
    """Load these values into `weight`, and take the layer to their dtype and device."""
    assert layer.weight is not None  # says what is missing where there is none
    layer.to(device=table.device, dtype=table.dtype)
    layer.load_state_dict({"weight": table}, strict=False)  # buffers of the learner's own are welcome


def parameters(layer: nn.Module) -> list:
    """Return (name, shape, dtype, whether it is trained) of each parameter."""
    return [(name, tuple(p.shape), str(p.dtype), p.requires_grad) for name, p in layer.named_parameters()]


def values(layer: nn.Module) -> torch.Tensor:
    """Return a copy of the table."""
    return layer.weight.detach().clone()


def gradient(layer: nn.Module, calls: list, training: bool = True) -> torch.Tensor | None:
    """Return the gradient of `weight` after all calls, (indices, cotangent) each; None where none arrives."""
    layer.train(training)
    layer.zero_grad()
    for indices, cotangent in calls:
        result = layer(indices)
        if result.requires_grad:
            (result * cotangent).sum().backward()
    return layer.weight.grad


def without_gradients(layer: nn.Module, indices: torch.Tensor) -> torch.Tensor:
    """Return the rows, looked up where no graph for gradients is built."""
    with torch.no_grad():
        return layer(indices)


def in_eval_mode(layer: nn.Module) -> nn.Module:
    """Return the layer, in eval mode."""
    return layer.eval()


def tables(kind: type, sizes: tuple, seeds: list) -> list:
    """Return the tables of new layers, each made after this seed was set; None sets none."""
    found = []
    for seed in seeds:
        if seed is not None:
            torch.manual_seed(seed)
        found.append(kind(*sizes).weight.detach().clone())
    return found

"""What batch_norm's suite needs: states in and out of a layer. Runs in the worker."""

from __future__ import annotations

import torch
from torch import nn


def filled(norm: nn.Module, state: dict, training: bool, dtype: torch.dtype, device: str) -> nn.Module:
    """Return the layer with those values of the state that it has, in this mode."""
    norm.to(dtype=dtype, device=device)
    norm.load_state_dict(state, strict=False)
    norm.train(training)
    return norm


def state(norm: nn.Module) -> dict:
    """Return all that is saved, by name."""
    return {name: value.detach().clone() for name, value in norm.state_dict().items()}


def trained(norm: nn.Module) -> list:
    """Return the names of its parameters."""
    return sorted(name for name, parameter in norm.named_parameters() if parameter.requires_grad)


def statistics(norm: nn.Module) -> dict:
    """Return the running mean and variance, wherever the layer keeps them."""
    return {name: getattr(norm, name).detach().clone() for name in ("running_mean", "running_var")}


def graphs(norm: nn.Module) -> list:
    """Return the names of statistics that hold a graph."""
    return [name for name in ("running_mean", "running_var") if getattr(norm, name).requires_grad]


def evaluating(norm: nn.Module) -> nn.Module:
    """Return the layer in eval mode."""
    return norm.eval()


def without_gradients(norm: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Return what comes out under no_grad."""
    with torch.no_grad():
        return norm(x)


def frozen(norm: nn.Module) -> nn.Module:
    """Return the layer with parameters that require no gradients."""
    return norm.requires_grad_(False)


def reloaded(norm: nn.Module, state: dict) -> nn.Module:
    """Return the layer with those values of the state that it has, in the mode in which it was."""
    norm.load_state_dict(state, strict=False)
    return norm


def gradients_of(norm: nn.Module, x: torch.Tensor, cotangent: torch.Tensor) -> dict:
    """Return the gradients of `(norm(x) * cotangent).sum()`; None where none arrives."""
    leaf = x.detach().clone().requires_grad_()
    (norm(leaf) * cotangent).sum().backward()
    return {"x": leaf.grad, **{name: parameter.grad for name, parameter in norm.named_parameters()}}

"""What linear's suite needs: values in and out of a layer. Runs in the worker."""

from __future__ import annotations

import torch
from torch import nn


def parameters(layer: nn.Module) -> dict:
    """Return {name: shape} of the layer's parameters, also of those that are not trained."""
    return {name: tuple(parameter.shape) for name, parameter in layer.named_parameters()}


def filled(layer: nn.Module, weight: torch.Tensor, bias: torch.Tensor | None = None) -> nn.Module:
    """Return the layer with these values, in their dtype and on their device."""
    layer.to(dtype=weight.dtype, device=weight.device)
    with torch.no_grad():
        layer.weight.copy_(weight)
        if bias is not None:
            layer.bias.copy_(bias)
    return layer


def has_no_bias(layer: nn.Module) -> bool:
    """Return whether its bias is None."""
    return layer.bias is None


def weight_of(layer: nn.Module) -> torch.Tensor:
    """Return a copy of its weight."""
    return layer.weight.detach().clone()


def starts(make: object, seed: int, inputs: int, outputs: int) -> tuple:
    """Return (weight, bias) of three new layers, the first two from the same seed."""
    found = []
    for again in (True, True, False):
        if again:
            torch.manual_seed(seed)
        layer = make(inputs, outputs)
        found.append((layer.weight.detach().clone(), layer.bias.detach().clone()))
    return tuple(found)


def gradients_of(layer: nn.Module, x: torch.Tensor, cotangent: torch.Tensor) -> dict:
    """Return the gradients of `(layer(x) * cotangent).sum()`; None where none arrives."""
    leaf = x.detach().clone().requires_grad_()
    (layer(leaf) * cotangent).sum().backward()
    return {"x": leaf.grad, **{name: parameter.grad for name, parameter in layer.named_parameters()}}

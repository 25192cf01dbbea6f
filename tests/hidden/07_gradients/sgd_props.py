"""What sgd's suite needs: parameters that take steps with known gradients. Runs in worker and judge."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn


def give(parameters: list, gradients: list) -> None:
    """Put these gradients in place: into the tensors that are there, as backward() does; None means none."""
    for parameter, gradient in zip(parameters, gradients, strict=True):
        if gradient is not None and parameter.grad is None:
            parameter.grad = gradient.clone()
        elif gradient is not None:
            parameter.grad.copy_(gradient)


def trained(kind: Callable, start: list, gradients: list, settings: dict, given: str = "list", clears: bool = False) -> list:
    """Return the parameters after each step: one list of gradients a step, zero_grad() before each if asked for.

    The optimizer is given a list of the parameters, a "generator", or a "tuple".
    """
    parameters = [nn.Parameter(value.clone()) for value in start]
    ways = {"list": parameters, "generator": (p for p in parameters), "tuple": tuple(parameters)}
    optimizer = kind(ways[given], **settings)
    history = []
    for several in gradients:
        if clears:
            optimizer.zero_grad()
        give(parameters, several)
        optimizer.step()
        history.append([parameter.detach().clone() for parameter in parameters])
    return history


def network(weights: list) -> nn.Module:
    """Return two linear layers with Tanh in between, with these weights."""
    model = nn.Sequential(*(nn.Linear(w.shape[1], w.shape[0], bias=False, dtype=w.dtype) for w in weights))
    model.insert(1, nn.Tanh())
    for parameter, weight in zip(model.parameters(), weights, strict=True):
        parameter.data.copy_(weight)
    return model


def fitted(kind: Callable, weights: list, batches: list, settings: dict) -> tuple:
    """Return (losses, the network's parameters, whether they are its own leaves still) after a usual training loop."""
    model = network(weights)
    parameters = list(model.parameters())
    optimizer = kind(model.parameters(), **settings)
    losses = []
    for inputs, targets in batches:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    own = all(one is other for one, other in zip(parameters, model.parameters(), strict=True))
    leaves = all(parameter.is_leaf and parameter.requires_grad for parameter in parameters)
    return losses, [parameter.detach() for parameter in parameters], own and leaves


def left_gradients(kind: Callable, start: list, gradients: list, settings: dict) -> tuple:
    """Return the gradients after two steps with the same ones, and what zero_grad leaves of them, None shown as zeros."""
    parameters = [nn.Parameter(value.clone()) for value in start]
    optimizer = kind(parameters, **settings)
    give(parameters, gradients)
    optimizer.step()
    optimizer.step()
    after_steps = [parameter.grad for parameter in parameters]
    after_steps = [None if gradient is None else gradient.clone() for gradient in after_steps]
    optimizer.zero_grad()
    return after_steps, [torch.zeros_like(p.detach()) if p.grad is None else p.grad for p in parameters]

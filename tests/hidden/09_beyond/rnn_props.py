"""What rnn's suite needs: weights in and out, gradients through time. Runs in worker and judge."""

from __future__ import annotations

import torch
from torch import nn


def load(cell: nn.Module, weights: dict) -> None:
    """Load these values into the parameters, and take the cell to their dtype and device."""
    like = weights["weight_ih"]
    cell.to(device=like.device, dtype=like.dtype)
    found = cell.load_state_dict(weights, strict=False)  # buffers of the learner's own are welcome
    if found.unexpected_keys:
        raise AttributeError(f"the cell has no parameter {found.unexpected_keys[0]}")


def parameters(cell: nn.Module) -> dict:
    """Return {name: (shape, dtype, whether it is trained)}."""
    return {name: (tuple(p.shape), str(p.dtype), p.requires_grad) for name, p in cell.named_parameters()}


def in_mode(cell: nn.Module, training: bool) -> nn.Module:
    """Return the cell in this mode."""
    return cell.train(training)


def gradients(run: object, cell: nn.Module, x: torch.Tensor, h: torch.Tensor, cotangents: list) -> dict:
    """Return the gradients of inputs and parameters, of `run(cell, x, h)` or, where it is None, of one step."""
    cell.zero_grad()
    x, h = x.detach().requires_grad_(), h.detach().requires_grad_()
    results = (cell(x, h),) if run is None else run(cell, x, h)
    sum((result * cotangent).sum() for result, cotangent in zip(results, cotangents, strict=True)).backward()
    return {"x": x.grad, "h": h.grad, **{name: parameter.grad for name, parameter in cell.named_parameters()}}


def read(run: object, cell: nn.Module, x: torch.Tensor, h0: torch.Tensor) -> tuple:
    """Return what comes out of a sequence, and whether x and h0 are what they were."""
    x_before, h0_before = x.clone(), h0.clone()
    result = run(cell, x, h0)
    return result, torch.equal(x, x_before), torch.equal(h0, h0_before)

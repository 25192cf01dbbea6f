"""What parameter_count's suite needs: models to count. Runs in the worker."""

from __future__ import annotations

import torch
from torch import nn


def chain(sizes: list, frozen: list = ()) -> nn.Module:
    """Return linear layers from each size to the next; those with these numbers are frozen."""
    layers = [nn.Linear(*pair) for pair in zip(sizes, sizes[1:], strict=False)]
    for number in frozen:
        layers[number].requires_grad_(False)
    return nn.Sequential(*layers)


def weights_frozen(sizes: list) -> nn.Module:
    """Return such a chain in which only the biases are trained."""
    model = chain(sizes)
    for layer in model:
        layer.weight.requires_grad = False
    return model


class Inner(nn.Module):
    """Holds a list of parameters, a dict of layers and a parameter without dimensions."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))
        self.shifts = nn.ParameterList([nn.Parameter(torch.zeros(size)), nn.Parameter(torch.zeros(2, size, 3))])
        self.parts = nn.ModuleDict({"mix": nn.Conv1d(size, 2, 3), "act": nn.Tanh()})


class Outer(nn.Module):
    """Holds parameters of its own beside layers that hold layers."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.zeros(size, 5))
        self.body = nn.Sequential(nn.Sequential(Inner(size), nn.Linear(size, 4)), nn.ReLU())
        self.notes = [nn.Linear(9, 9)]  # not registered: no part of the model
        self.like = torch.zeros(7)


def nested(size: int) -> nn.Module:
    """Return a model three levels deep."""
    return Outer(size)


def laid_out(size: int) -> nn.Module:
    """Return a model whose kernels lie in memory channel by channel last, before a layer in float64."""
    return nn.Sequential(nn.Conv2d(3, size, 2).to(memory_format=torch.channels_last), nn.Linear(size, 2).double())


def reused(size: int) -> nn.Module:
    """Return a model that holds one layer three times."""
    layer = nn.Linear(size, size)
    return nn.Sequential(layer, nn.Tanh(), layer, nn.Sequential(layer))


class Tied(nn.Module):
    """Two layers with one weight, and a bias each."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(columns, rows), nn.Linear(columns, rows)
        self.second.weight = self.first.weight


def tied(rows: int, columns: int) -> nn.Module:
    """Return a model of two layers that share their weight."""
    return Tied(rows, columns)


class Buffered(nn.Module):
    """A convolution, batch norm and a buffer of its own."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, channels, 3, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.register_buffer("mean", torch.zeros(channels, 4))


def buffered(channels: int) -> nn.Module:
    """Return a model that keeps more than it learns."""
    return Buffered(channels)


def empty() -> nn.Module:
    """Return a model without parameters."""
    return nn.Sequential(nn.ReLU(), nn.Flatten())


def state(model: nn.Module) -> dict:
    """Return what a count must leave as it is."""
    parameters = {name: (p.detach().clone(), p.requires_grad, p.grad is None) for name, p in model.named_parameters()}
    return {"parameters": parameters, "modes": [module.training for module in model.modules()]}

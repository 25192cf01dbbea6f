"""What train_one_epoch's suite needs: tiny networks, optimizers, losses, loaders. Runs in worker and judge."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn


def classifier(weights: dict) -> nn.Module:
    """Return a network from 3 numbers to 4 classes with these weights, in training mode."""
    model = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4))
    model.load_state_dict(weights)
    return model


def regressor(weights: dict) -> nn.Module:
    """Return a network from 3 numbers to 1 with these weights."""
    model = nn.Sequential(nn.Linear(3, 1))
    model.load_state_dict(weights)
    return model


def normed(weights: dict) -> nn.Module:
    """Return a network in eval mode with batch norm, and a dropout that lets nothing through in training."""
    model = nn.ModuleDict({"first": nn.Linear(3, 5), "norm": nn.BatchNorm1d(5), "drop": nn.Dropout(1.0), "last": nn.Linear(5, 4)})
    network = Normed(model)
    network.load_state_dict(weights)
    return network.eval()


class Normed(nn.Module):
    """Adds what dropout lets through to what batch norm gives."""

    def __init__(self, parts: nn.ModuleDict) -> None:
        super().__init__()
        self.parts = parts

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3] to [N, 4]."""
        x = self.parts["norm"](self.parts["first"](x))
        return self.parts["last"](x + 2 * self.parts["drop"](x))


def sgd(model: nn.Module, lr: float, momentum: float = 0.0) -> torch.optim.Optimizer:
    """Return an optimizer of the model's parameters."""
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)


def adam(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    """Return another kind of optimizer of the model's parameters."""
    return torch.optim.Adam(model.parameters(), lr=lr)


def state(model: nn.Module) -> dict:
    """Return the parameters and statistics by name."""
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def on(model: nn.Module, device: torch.device) -> nn.Module:
    """Return the model on the device."""
    return model.to(device)


cross_entropy = nn.CrossEntropyLoss()


def lopsided(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """A loss in which outputs and targets can't change places; takes exactly these two."""
    return (outputs - 3 * targets).pow(2).mean() + outputs.mean()


def careful(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross entropy that takes only tensors that were moved."""
    if isinstance(outputs, Elsewhere) or isinstance(targets, Elsewhere):
        raise RuntimeError("the targets were not moved to the device")
    return nn.functional.cross_entropy(outputs, targets)


class Stream:
    """An iterable of batches and nothing else: no length, no dataset, one pass."""

    def __init__(self, batches: list) -> None:
        self.left = iter(batches)

    def __iter__(self) -> Iterator[tuple]:
        return self.left


class FarBatches:
    """Batches whose tensors have to be moved before a network or a loss takes them; each pass begins anew."""

    def __init__(self, batches: list) -> None:
        self.batches = batches

    def __iter__(self) -> Iterator[tuple]:
        for batch in self.batches:
            yield elsewhere(batch)


def far(weights: dict) -> nn.Module:
    """Return the classifier as a network that refuses what was not moved; it has been moved itself."""
    return Far(classifier(weights), moved=True)


class Elsewhere(torch.Tensor):
    """A tensor that counts as lying on another device until `.to(device)` gives the one to work with."""

    @classmethod
    def __torch_function__(cls, function: object, types: object, args: tuple = (), kwargs: dict | None = None) -> object:
        """Compute on the plain tensors; what comes of tensors that were not moved is not moved either."""
        kwargs = kwargs or {}
        if function is torch.Tensor.device.__get__:
            return torch.device("meta")
        moved = function is torch.Tensor.to and names_device((*args[1:], *kwargs.values()))
        if getattr(function, "__name__", "") in LOSSES:
            raise RuntimeError("the loss was given a tensor that was not moved to the device")
        with torch._C.DisableTorchFunctionSubclass():
            result = function(*plain(args), **plain(kwargs))
        return result if moved else elsewhere(result)


LOSSES = ("cross_entropy", "nll_loss", "nll_loss_nd", "log_softmax", "gather", "mse_loss")


def names_device(values: tuple) -> bool:
    """Return whether one of these arguments of `.to` says where to."""
    return any(isinstance(value, (str, torch.device, int, torch.Tensor)) and not isinstance(value, bool) for value in values)


def plain(value: object) -> object:
    """Return the value with each Elsewhere tensor as the tensor that it is."""
    if isinstance(value, Elsewhere):
        return value.as_subclass(torch.Tensor)
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def elsewhere(value: object) -> object:
    """Return a tensor, or a list or tuple of them, as lying on another device."""
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        return type(value)(elsewhere(item) for item in value)
    return value.as_subclass(Elsewhere) if isinstance(value, torch.Tensor) else value


class Far(nn.Module):
    """A network that counts as lying elsewhere until `.to(device)` is called; takes only tensors that were moved."""

    def __init__(self, body: nn.Module, moved: bool) -> None:
        super().__init__()
        self.body, self.moved = body, moved

    def to(self, *args: object, **kwargs: object) -> nn.Module:
        """Move the network."""
        self.moved = self.moved or names_device((*args, *kwargs.values()))
        return super().to(*args, **kwargs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Run the body; raises where something was not moved."""
        if not self.moved:
            raise RuntimeError("the model was not moved to the device")
        if isinstance(x, Elsewhere):
            raise RuntimeError("the inputs were not moved to the device")
        return self.body(x)

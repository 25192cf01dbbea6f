"""What evaluate's suite needs: networks whose answers are known, losses, loaders. Runs in worker and judge."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn


class Echo(nn.Module):
    """Answers with its inputs as logits, so that the suite knows what is right."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))
        self.drop = nn.Dropout(0.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits [N, K]."""
        return self.drop(x * self.scale)


class GradShy(Echo):
    """Answers the other way round where a graph is built for gradients."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits [N, K]."""
        logits = super().forward(x)
        return -logits if logits.requires_grad else logits


class Normed(nn.Module):
    """A network with batch norm and dropout whose parts can be in modes of their own."""

    def __init__(self, weights: dict, training: bool = True) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Dropout(0.5), nn.BatchNorm1d(5))
        self.last = nn.Linear(5, 4)
        self.load_state_dict(weights)
        self.fail_at, self.calls = -1, 0
        self.body[3].eval()
        self.training = training

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3] to [N, 4]; raises at call number `fail_at`."""
        self.calls += 1
        if self.calls - 1 == self.fail_at:
            raise RuntimeError("this batch always fails: the suite wants to see what is left behind")
        return self.last(self.body(x))


def modes(model: nn.Module) -> dict:
    """Return which part is in training mode."""
    return {name or "the model": module.training for name, module in model.named_modules()}


def state(model: nn.Module) -> dict:
    """Return the parameters and statistics by name."""
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def gradients_on() -> None:
    """Begin with gradients switched on, whatever an earlier call left."""
    torch.set_grad_enabled(True)


def traces(model: nn.Module) -> dict:
    """Return what an evaluation must not change: gradients, which parameters train, the gradient mode."""
    return {
        "gradients": [name for name, parameter in model.named_parameters() if parameter.grad is not None],
        "requires_grad": {name: parameter.requires_grad for name, parameter in model.named_parameters()},
        "gradient mode": torch.is_grad_enabled(),
    }


cross_entropy = nn.CrossEntropyLoss()


def lopsided(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """A loss in which outputs and targets can't change places; takes exactly these two."""
    return (outputs.sum(1) - 3 * targets).pow(2).mean() + outputs.mean()


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


def far() -> nn.Module:
    """Return an Echo that has to be moved and refuses what was not moved."""
    return Far(Echo(), moved=False)


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

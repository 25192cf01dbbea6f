"""What fit's suite needs: tiny networks, a climbing weight, a writer, loaders. Runs in worker and judge."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn


def classifier(weights: dict) -> nn.Module:
    """Return a network from 3 numbers to 4 classes with these weights, in training mode."""
    model = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4))
    model.load_state_dict(weights)
    return model


class Normed(nn.Module):
    """A network with batch norm, and with a dropout that lets nothing through in training and all in eval mode."""

    def __init__(self, weights: dict) -> None:
        super().__init__()
        self.first, self.norm, self.drop, self.last = (
            nn.Linear(3, 5),
            nn.BatchNorm1d(5),
            nn.Dropout(1.0),
            nn.Linear(5, 4),
        )
        self.load_state_dict(weights)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3] to [N, 4]."""
        x = self.norm(self.first(x))
        return self.last(x + self.drop(x))


class Climb(torch.autograd.Function):
    """Passes logits on, and gives the weight the gradient -1 whatever comes back."""

    @staticmethod
    def forward(ctx: object, weight: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
        """Return the logits."""
        return logits.clone()

    @staticmethod
    def backward(ctx: object, gradient: torch.Tensor) -> tuple:
        """Return -1 for the weight."""
        return torch.full((), -1.0, device=gradient.device), None


class Climber(nn.Module):
    """One weight that climbs by the learning rate in each step; row i of x says what is answered after how many steps.

    0 to classes - 1 is that class, said loudly; `classes` more is the same class, but hardly louder than the others.
    """

    def __init__(self, learning_rate: float, classes: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(()))
        self.learning_rate, self.classes = learning_rate, classes

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, steps] to logits [N, classes]."""
        steps = min(round(self.weight.item() / self.learning_rate), x.shape[1] - 1)
        said = x[:, steps].long()
        loudness = torch.where(said < self.classes, 4.0, 0.1)
        logits = loudness[:, None] * nn.functional.one_hot(said % self.classes, self.classes)
        return Climb.apply(self.weight, logits.to(x.dtype))


class Batches:
    """An iterable of batches and nothing else: no length, no dataset; each pass begins anew."""

    def __init__(self, batches: list) -> None:
        self.batches = batches

    def __iter__(self) -> Iterator[tuple]:
        yield from self.batches


class Pictures:
    """Batches of uint8 pictures as floats in [0, 1], in an order of its own in each pass."""

    def __init__(self, pictures: torch.Tensor, labels: torch.Tensor, batch_size: int, seed: int = 0) -> None:
        self.pictures, self.labels, self.batch_size = pictures, labels, batch_size
        self.generator = torch.Generator().manual_seed(seed)

    def __iter__(self) -> Iterator[tuple]:
        order = torch.randperm(len(self.labels), generator=self.generator)
        for rows in order.split(self.batch_size):
            yield self.pictures[rows].float() / 255, self.labels[rows]


class Writer:
    """Records scalars as a SummaryWriter would take them; everything else is accepted and forgotten."""

    def __init__(self) -> None:
        self.scalars: list = []

    def add_scalar(self, tag: str, scalar_value: object, global_step: object = None, *others: object, **settings: object) -> None:
        """Record (tag, value, step)."""
        self.scalars.append((str(tag), float(scalar_value), global_step))

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None


def cifar_net(weights: dict | None = None) -> nn.Module:
    """Return the course's network: three convolutions with pooling, two linear layers."""
    model = nn.Sequential(
        nn.Conv2d(3, 32, 5, padding=2),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 32, 5, padding=2),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(1024, 64),
        nn.Linear(64, 10),
    )
    if weights is not None:
        model.load_state_dict(weights)
    return model


def on(model: nn.Module, device: torch.device) -> nn.Module:
    """Return the model on the device."""
    return model.to(device)


def state(model: nn.Module) -> dict:
    """Return the parameters and statistics by name, on the CPU."""
    return {name: value.detach().cpu().clone() for name, value in model.state_dict().items()}


def opened(path: str) -> object:
    """Return what a checkpoint holds."""
    return torch.load(path, weights_only=True)


class FarBatches:
    """Batches whose tensors have to be moved before a network or a loss takes them; each pass begins anew."""

    def __init__(self, batches: list) -> None:
        self.batches = batches

    def __iter__(self) -> Iterator[tuple]:
        for batch in self.batches:
            yield elsewhere(batch)


def far(weights: dict) -> nn.Module:
    """Return the classifier as a network that has to be moved and refuses what was not moved."""
    return Far(classifier(weights), moved=False)


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

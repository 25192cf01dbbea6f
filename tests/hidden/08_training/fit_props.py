"""What fit's suite needs: tiny networks, a climbing weight, a writer, loaders. Runs in worker and judge."""

from __future__ import annotations

import operator
import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn
from torch.utils import _pytree as pytree


def classifier(weights: dict) -> nn.Module:
    """Return a network from 3 numbers to 4 classes with these weights and their dtype, in training mode."""
    model = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4)).to(weights["0.weight"].dtype)
    model.load_state_dict(weights)
    return model


class Normed(nn.Module):
    """A network with batch norm, with a dropout that lets nothing through in training, and that looks at its own mode."""

    def __init__(self, weights: dict) -> None:
        super().__init__()
        self.first, self.norm, self.drop, self.last = (
            nn.Linear(3, 5),
            nn.BatchNorm1d(5),
            nn.Dropout(1.0),
            nn.Linear(5, 4),
        )
        self.to(weights["first.weight"].dtype).load_state_dict(weights)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3] to [N, 4]."""
        x = self.norm(self.first(x))
        return self.last((-x if self.training else x) + self.drop(x))


class Climb(torch.autograd.Function):
    """Passes logits on, gives the weight the gradient -1 whatever comes back, and counts the way back in `statistic`."""

    @staticmethod
    def forward(ctx: object, weight: torch.Tensor, logits: torch.Tensor, model: nn.Module) -> torch.Tensor:
        """Return the logits."""
        ctx.model = model
        return logits.clone()

    @staticmethod
    def backward(ctx: object, gradient: torch.Tensor) -> tuple:
        """Return -1 for the weight."""
        ctx.model.statistic = ctx.model.statistic + 1  # a new tensor: a state_dict of before keeps the old one
        return torch.full((), -1.0, device=gradient.device), None, None


class Climber(nn.Module):
    """One weight that climbs by the learning rate in each step; row i of x says what is answered after how many steps.

    0 to classes - 1 is that class, said loudly; `classes` more is the same class, but hardly louder than the others.
    """

    def __init__(self, learning_rate: float, classes: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(()))
        self.register_buffer("statistic", torch.tensor(0))
        self.register_buffer("scratch", torch.zeros(()), persistent=False)  # no part of the state_dict
        self.learning_rate, self.classes = learning_rate, classes

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, steps] to logits [N, classes]."""
        steps = max(0, min(round(self.weight.item() / self.learning_rate), x.shape[1] - 1))
        said = x[:, steps].long()
        loudness = torch.where(said < self.classes, 4.0, 0.1)
        logits = loudness[:, None] * nn.functional.one_hot(said % self.classes, self.classes)
        return Climb.apply(self.weight, logits.to(x.dtype), self)


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

    def points(self) -> list:
        """Return what was recorded as plain [tag, value, step] in one list."""
        return [[tag, value, _whole(step)] for tag, value, step in self.scalars]

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None


def _whole(step: object) -> object:
    """Return a step as int, whatever kind of whole number it is; None and fractions stay."""
    try:
        return operator.index(step)
    except TypeError:
        return step if step is None or isinstance(step, float) else str(step)


def texture_net(weights: dict | None = None) -> nn.Module:
    """Return a small network for the course's pictures: filters, and how often each of them answers."""
    model = nn.Sequential(
        nn.Conv2d(3, 24, 5, stride=2),
        nn.BatchNorm2d(24),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(24, 10),
    )
    if weights is not None:
        model.load_state_dict(weights)
    return model


def evaluating(model: nn.Module) -> nn.Module:
    """Return the model in eval mode, as an evaluation may have left it."""
    return model.eval()


def on(model: nn.Module, device: torch.device) -> nn.Module:
    """Return the model on the device."""
    return model.to(device)


def state(model: nn.Module) -> dict:
    """Return the parameters and statistics by name, on the CPU."""
    return {name: value.detach().cpu().clone() for name, value in model.state_dict().items()}


def as_path(path: str) -> Path:
    """Return the path as a Path."""
    return Path(path)


def opened(path: str) -> object:
    """Return what a checkpoint holds; "missing" and "refused" where there is none, or none that holds a state_dict."""
    if not os.path.exists(path):
        return "missing"
    try:
        return torch.load(path, weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError):
        return _of_any_protocol(path)


def _of_any_protocol(path: str) -> object:
    """Return the tensors by name that were saved with a pickle protocol that `weights_only` does not read."""
    try:
        kept = torch.load(path, weights_only=False)
    except Exception:  # what is unpickled may raise anything
        return "refused"
    tensors = isinstance(kept, dict) and all(isinstance(value, torch.Tensor) for value in kept.values())
    return dict(kept) if tensors else "refused"


class FarBatches:
    """Batches whose tensors have to be moved before a network or a loss takes them; each pass begins anew."""

    def __init__(self, batches: list) -> None:
        self.batches = batches

    def __iter__(self) -> Iterator[tuple]:
        for batch in self.batches:
            yield elsewhere(batch)


def far(body: nn.Module) -> nn.Module:
    """Return the network as one that has to be moved and refuses what was not moved."""
    return Far(body, away=True)


class Elsewhere(torch.Tensor):
    """A tensor that says it lies on another device, until it is moved: by `.to(device)`, `torch.as_tensor(x, device=device)`."""

    @staticmethod
    def __new__(cls, here: torch.Tensor) -> torch.Tensor:
        """Wrap the tensor that can be worked with."""
        tensor = cls._make_wrapper_subclass(cls, here.shape, strides=here.stride(), dtype=here.dtype, device="meta")
        tensor.here = here
        return tensor

    @classmethod
    def __torch_function__(cls, function: object, types: object, args: tuple = (), kwargs: dict | None = None) -> object:
        """Show the values to whoever looks at them."""
        if function in (torch.Tensor.numpy, torch.Tensor.tolist):
            return function(args[0].here, *args[1:], **(kwargs or {}))
        with torch._C.DisableTorchFunctionSubclass():
            return function(*args, **(kwargs or {}))

    @classmethod
    def __torch_dispatch__(cls, function: object, types: object, args: tuple = (), kwargs: dict | None = None) -> object:
        """Compute as on another device: what comes out lies there too, and tensors from here are refused."""
        kwargs = kwargs or {}
        tensors = [leaf for leaf in pytree.tree_leaves((args, kwargs)) if isinstance(leaf, torch.Tensor)]
        if any(tensor.ndim and not isinstance(tensor, Elsewhere) for tensor in tensors):
            raise RuntimeError("two tensors are on different devices: one of them was not moved")
        parts = function.decompose(*args, **kwargs)  # in inference mode `.to` comes here undivided
        if parts is not NotImplemented:
            return parts
        moves = function is torch.ops.aten._to_copy.default and kwargs.get("device", META) != META
        kwargs = {key: value for key, value in kwargs.items() if moves or key != "device"}
        args, kwargs = pytree.tree_map_only(Elsewhere, lambda tensor: tensor.here, (args, kwargs))
        result = function(*args, **kwargs)
        return result if moves else elsewhere(result)


META = torch.device("meta")


def elsewhere(value: object) -> object:
    """Return the tensors of a value as lying on another device."""
    return pytree.tree_map_only(torch.Tensor, Elsewhere, value)


class Far(nn.Module):
    """A network that takes only tensors that were moved; with `away` it has to be moved itself."""

    def __init__(self, body: nn.Module, away: bool) -> None:
        super().__init__()
        self.body = body
        place = torch.zeros(())
        self.register_buffer("place", elsewhere(place) if away else place, persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Run the body; raises where something was not moved."""
        if isinstance(self.place, Elsewhere):
            raise RuntimeError("the model was not moved to the device")
        if isinstance(x, Elsewhere):
            raise RuntimeError(f"the inputs were not moved to the device, in {'training' if self.training else 'eval'} mode")
        return self.body(x)

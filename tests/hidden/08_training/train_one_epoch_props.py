"""What train_one_epoch's suite needs: tiny networks, optimizers, losses, loaders. Runs in worker and judge."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn
from torch.utils import _pytree as pytree


def network(weights: dict, frozen: tuple = ()) -> nn.Module:
    """Return linear layers with Tanh between them, with these weights and their dtype, in training mode."""
    layers: list[nn.Module] = []
    for weight in (value for name, value in weights.items() if name.endswith("weight")):
        layers += [nn.Linear(weight.shape[1], weight.shape[0], dtype=weight.dtype), nn.Tanh()]
    model = nn.Sequential(*layers[:-1])
    model.load_state_dict(weights)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name not in frozen)
    model.arrived = []  # a gradient came to the last parameter
    parameter.register_hook(lambda gradient: model.arrived.append(True))
    return model


def normed(weights: dict, training: bool, norm_training: bool) -> nn.Module:
    """Return a network with batch norm, in a mode of its own, and a dropout that lets nothing through in training."""
    out, width = weights["parts.last.weight"].shape
    first = nn.Linear(weights["parts.first.weight"].shape[1], width)
    parts = {"first": first, "norm": nn.BatchNorm1d(width), "drop": nn.Dropout(1.0), "last": nn.Linear(width, out)}
    model = Normed(nn.ModuleDict(parts))
    model.load_state_dict(weights)
    model.train(training)
    model.parts["norm"].train(norm_training)
    return model


class Normed(nn.Module):
    """Adds what dropout lets through to what batch norm gives."""

    def __init__(self, parts: nn.ModuleDict) -> None:
        super().__init__()
        self.parts = parts

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, inputs] to [N, classes]."""
        x = self.parts["norm"](self.parts["first"](x))
        return self.parts["last"](x + 2 * self.parts["drop"](x))


def sgd(model: nn.Module, lr: float, momentum: float = 0.0) -> torch.optim.Optimizer:
    """Return an optimizer of the model's parameters."""
    return counting(torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum))


def adam(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    """Return another kind of optimizer of the model's parameters."""
    return counting(torch.optim.Adam(model.parameters(), lr=lr))


def counting(optimizer: torch.optim.Optimizer) -> torch.optim.Optimizer:
    """Return the optimizer, which notes its steps from now on."""
    optimizer.steps = []
    optimizer.register_step_post_hook(lambda *_: optimizer.steps.append(True))
    return optimizer


def ready(weights: dict, frozen: tuple, optimizer: str, settings: dict, device: object) -> tuple:
    """Return (model, optimizer) for an epoch: in one answer, as small cases are many."""
    model = network(weights, frozen).to(device)
    return model, {"sgd": sgd, "adam": adam}[optimizer](model, **settings)


def left(model: nn.Module, optimizer: torch.optim.Optimizer) -> tuple:
    """Return the state, and how often backward() reached the parameters and the optimizer made a step."""
    return state(model), {"gradients": len(model.arrived), "steps": len(optimizer.steps)}


def state(model: nn.Module) -> dict:
    """Return the parameters and statistics by name, on the CPU."""
    return {name: value.detach().cpu().clone() for name, value in model.state_dict().items()}


def modes(model: nn.Module) -> dict:
    """Return which modules are in training mode, by name."""
    return {name or "the model": module.training for name, module in model.named_modules()}


cross_entropy = nn.CrossEntropyLoss()


def lopsided(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """A loss in which outputs and targets can't change places; takes exactly these two."""
    return (outputs[:, 0] - 3 * targets[:, 0]).pow(2).mean() + outputs.mean()


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

    def __len__(self) -> int:
        return len(self.batches)


def far(weights: dict) -> nn.Module:
    """Return a network that refuses what was not moved; it has been moved itself."""
    return Far(network(weights), away=False)


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
            raise RuntimeError("the inputs were not moved to the device")
        return self.body(x)

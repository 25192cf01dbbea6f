"""What evaluate's suite needs: networks whose answers are known, losses, loaders. Runs in worker and judge."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn
from torch.utils import _pytree as pytree


class Echo(nn.Module):
    """Answers with its inputs as logits, so that the suite knows what is right."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))
        self.drop = nn.Dropout(0.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits [N, K]."""
        return self.drop(x * self.scale)


class Mirror(Echo):
    """Answers with its inputs themselves."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits [N, K]."""
        return x


def identity() -> nn.Module:
    """Return a model without parameters."""
    return nn.Identity()


class GradShy(Echo):
    """Answers the other way round where a graph is built for gradients; one of its parameters is frozen."""

    def __init__(self) -> None:
        super().__init__()
        self.frozen = nn.Parameter(torch.zeros(()), requires_grad=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits [N, K]."""
        logits = super().forward(x)
        return -logits if logits.requires_grad else logits


def shy_loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross entropy, doubled where a graph is built for gradients."""
    return nn.functional.cross_entropy(outputs, targets) * (2 if outputs.requires_grad else 1)


class Normed(nn.Module):
    """A network with batch norm and dropout; one part is in eval mode, and the outermost looks at its own mode, too."""

    def __init__(self, weights: dict, training: bool = True) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Dropout(1.0), nn.BatchNorm1d(5))
        self.last = nn.Linear(5, 4)
        self.to(weights["last.weight"].dtype).load_state_dict(weights)
        self.body[3].eval()
        self.training = training

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3] to [N, 4]."""
        x = self.body(x)
        return self.last(-x if self.training else x)


class Nest(Echo):
    """An Echo with parts inside parts, each in the mode that is given; fails at call number `fail_at`."""

    def __init__(self, modes: list, fail_at: int = -1) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout(0.5))
        for module, training in zip(self.modules(), modes, strict=True):
            module.training = training
        self.fail_at, self.calls = fail_at, 0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits [N, K]; whatever the modes are."""
        self.calls += 1
        if self.calls - 1 == self.fail_at:
            raise RuntimeError("this batch always fails: the suite wants to see what is left behind")
        return super().forward(x)


class Broken:
    """An iterable that fails after its batches."""

    def __init__(self, batches: list) -> None:
        self.batches = batches

    def __iter__(self) -> Iterator[tuple]:
        yield from self.batches
        raise RuntimeError("this loader always fails: the suite wants to see what is left behind")


def broken_loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """A loss that fails."""
    raise RuntimeError("this loss always fails: the suite wants to see what is left behind")


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
        self.batches, self.left = batches, iter(batches)

    def __iter__(self) -> Iterator[tuple]:
        return self.left


def given(stream: Stream) -> list:
    """Return the batches that came out of a stream."""
    return [tuple(batch) for batch in stream.batches]


class FarBatches:
    """Batches whose tensors have to be moved before a network or a loss takes them; each pass begins anew."""

    def __init__(self, batches: list) -> None:
        self.batches = batches

    def __iter__(self) -> Iterator[tuple]:
        for batch in self.batches:
            yield elsewhere(batch)

    def __len__(self) -> int:
        return len(self.batches)


def far() -> nn.Module:
    """Return an Echo that has to be moved and refuses what was not moved."""
    return Far(Echo(), away=True)


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

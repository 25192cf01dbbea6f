"""What cifar_net's suite needs: weights in and out, and models to look through. Runs in the worker."""

from __future__ import annotations

from itertools import permutations, product

import torch
from torch import nn
from torch.nn.parameter import is_lazy


def has_forward(model: nn.Module) -> bool:
    """Return whether it has a forward that is not nn.Module's own, which only raises."""
    return getattr(model.forward, "__func__", None) is not nn.Module.forward


def run_once(model: nn.Module) -> None:
    """Send one picture through: a lazy layer has its parameters then. The logits are nobody's business."""
    model(torch.zeros(1, 3, 32, 32))


def doubled(model: nn.Module) -> None:
    """Make it float64."""
    model.double()


def zeroed(model: nn.Module) -> None:
    """Set all parameters to 0, so that two networks answer alike however their layers are called and in what order made."""
    torch.manual_seed(0)
    for parameter in model.parameters():
        if not is_lazy(parameter):
            parameter.data.zero_()


def shapes(model: nn.Module) -> list:
    """Return the parameters' shapes, sorted: names and order are free."""
    return sorted(tuple(parameter.shape) for parameter in model.parameters())


def namings(model: nn.Module, wanted: list) -> list:
    """Return the ways in which the parameters' names can stand for tensors of the wanted shapes: lists of names."""
    named = [(name, tuple(parameter.shape)) for name, parameter in model.named_parameters()]
    if sorted(shape for _, shape in named) != sorted(wanted):
        return []
    names = {shape: [name for name, other in named if other == shape] for shape in wanted}
    paired = [names[shape][0] if len(shape) > 1 else "" for shape in wanted]
    for index in range(1, len(wanted), 2):
        paired[index] = paired[index - 1].removesuffix("weight") + "bias"
    if set(paired) == {name for name, _ in named}:
        return [paired]
    ways = []  # names of the learner's own: any order that fits
    for order in product(*(permutations(some) for some in names.values())):
        left = {shape: list(some) for shape, some in zip(names, order, strict=True)}
        ways.append([left[shape].pop(0) for shape in wanted])
    return ways


def ways(model: nn.Module, wanted: list) -> int:
    """Return in how many ways tensors of these shapes can be the parameters."""
    return len(namings(model, wanted))


def transplant(model: nn.Module, values: list, way: int) -> None:
    """Put these values into the parameters, in one of the ways."""
    parameters = dict(model.named_parameters())
    with torch.no_grad():
        for name, value in zip(namings(model, [tuple(value.shape) for value in values])[way], values, strict=True):
            parameters[name].copy_(value)


def gradients_of(model: nn.Module, inputs: torch.Tensor, cotangent: torch.Tensor, wanted: list, way: int) -> list:
    """Return the gradients of `(model(inputs) * cotangent).sum()`: the input's, each parameter's; None where none arrives."""
    model.zero_grad()
    inputs.requires_grad_()
    (model(inputs) * cotangent).sum().backward()
    parameters = dict(model.named_parameters())
    return [inputs.grad, *(parameters[name].grad for name in namings(model, wanted)[way])]


class Pair(nn.Module):
    """A container of somebody's own: no leaf, and no Sequential."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 6, (3, 1))
        self.act = nn.Tanh()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 4, 6, 4] to [N, 6, 4, 4]."""
        return self.conv(self.act(x))


class Chain(nn.Module):
    """Runs its layers in another order than it defines them; holds leaves two levels deep."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(24, 5)
        self.pool = nn.MaxPool2d(2)
        self.body = nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), Pair())
        self.flatten = nn.Flatten()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 2, 6, 4] to [N, 5]."""
        return self.head(self.flatten(self.pool(self.body(x))))


class Doubled(nn.Module):
    """Runs one layer three times, twice of them in a row, and one never."""

    def __init__(self) -> None:
        super().__init__()
        self.unused = nn.Linear(3, 3)
        self.shrink = nn.MaxPool1d(2)
        self.mix = nn.Conv1d(2, 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 2, L] to [N, 2, L / 8]."""
        return self.shrink(self.shrink(self.mix(self.shrink(x))))


def shared() -> nn.Module:
    """Return a chain in which one Tanh object stands in two places."""
    tanh = nn.Tanh()
    return nn.Sequential(nn.Linear(3, 4), tanh, nn.Linear(4, 2), tanh)


class RunsBackwards(nn.Module):
    """A container of somebody's own that runs its modules from the last to the first."""

    def __init__(self, *parts: nn.Module) -> None:
        super().__init__()
        for number, part in enumerate(parts):
            self.add_module(str(number), part)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what comes out of the first module."""
        for part in reversed(list(self.children())):
            x = part(x)
        return x


def nested(plan: str | tuple) -> nn.Module:
    """Return the model of a plan: "Linear", or a container's name with a list of plans."""
    if isinstance(plan, str):
        return nn.Linear(2, 2)
    kind, parts = plan
    return {"Sequential": nn.Sequential, "RunsBackwards": RunsBackwards}[kind](*(nested(part) for part in parts))


class Runs(nn.Module):
    """Three layers that run as often as they are asked to, in the order that is asked for."""

    def __init__(self, order: list) -> None:
        super().__init__()
        self.a, self.b, self.c = (nn.Linear(2, 2) for _ in range(3))
        self.order = order

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 2] to [N, 2]."""
        for name in self.order:
            x = getattr(self, name)(x)
        return x


def callers_hook(module: nn.Module, args: tuple, output: torch.Tensor) -> None:
    """Stand for a hook that was there before."""


class Normed(nn.Module):
    """A network whose parts are in modes of their own, with statistics, gradients, a frozen layer and a hook."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.frozen_norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.5)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fault = False
        self.drop.register_forward_hook(callers_hook)
        self.frozen_norm.eval()
        self.conv.weight.requires_grad_(False)
        self.conv.bias.grad = torch.arange(4.0)
        for norm in (self.norm, self.frozen_norm):
            norm.running_mean.copy_(torch.tensor([1.0, -2.0, 3.0, 0.5]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3, H, W] to [N, 4, 1, 1]; raises in the middle where `fault` is set."""
        x = self.norm(self.conv(x))
        if self.fault:
            raise RuntimeError("this layer always fails: the suite wants to see what is left behind")
        return self.pool(self.drop(self.frozen_norm(x)))


def normed(training: bool, fault: bool = False) -> nn.Module:
    """Return such a network; the outermost module in this mode, the parts in theirs."""
    model = Normed()
    model.training, model.fault = training, fault
    return model


def switch_gradients(on: bool) -> None:
    """Switch gradients on or off, whatever an earlier call left."""
    torch.set_grad_enabled(on)


def state_of(model: nn.Module) -> dict:
    """Return all that must stay as it was: modes, values, gradients, what is trained, and the gradient mode."""
    return {
        "modes": {name or "the model": module.training for name, module in model.named_modules()},
        "values": {name: value.detach().clone() for name, value in model.state_dict().items()},
        "gradients": {name: None if p.grad is None else p.grad.clone() for name, p in model.named_parameters()},
        "requires_grad": {name: p.requires_grad for name, p in model.named_parameters()},
        "gradient mode": torch.is_grad_enabled(),
    }


def hooks_of(model: nn.Module) -> dict:
    """Return the numbers of forward hooks on the model's modules and on all modules, and of forwards that were replaced."""
    kinds = ("_forward_hooks", "_forward_pre_hooks")
    modules = nn.modules.module
    return {
        "on its modules": sum(len(getattr(module, kind)) for module in model.modules() for kind in kinds),
        "on all modules": len(modules._global_forward_hooks) + len(modules._global_forward_pre_hooks),
        "in place of forward": sum(getattr(m.forward, "__func__", None) is not type(m).forward for m in model.modules()),
    }


class OnlyZeros(nn.Module):
    """A leaf that refuses anything but zeros of one dtype."""

    def __init__(self, dtype: torch.dtype) -> None:
        super().__init__()
        self.dtype = dtype

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x."""
        if x.dtype != self.dtype:
            raise TypeError(f"the input is {x.dtype}, the model is {self.dtype}")
        if not x.is_meta and x.any():
            raise ValueError("the input is not all zeros")
        return x


def guarded(dtype: torch.dtype, device: str = "cpu") -> nn.Module:
    """Return a small network of this dtype on this device that looks at its input first."""
    return nn.Sequential(OnlyZeros(dtype), nn.Linear(3, 4), nn.Flatten(0)).to(device=device, dtype=dtype)


def places_of(model: nn.Module) -> list:
    """Return the dtypes and devices of the parameters."""
    return sorted({f"{parameter.dtype} on {parameter.device.type}" for parameter in model.parameters()})

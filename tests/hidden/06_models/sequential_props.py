"""What sequential's suite needs: modules with known weights, and questions about chains. Runs in the worker and the judge."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import torch
from torch import nn


class Times(nn.Module):
    """x * factor + shift: no two of different numbers can change places unseen."""

    def __init__(self, factor: float, shift: float) -> None:
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(float(factor), dtype=torch.float64))
        self.register_buffer("shift", torch.tensor(float(shift), dtype=torch.float64))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x * factor + shift."""
        return x * self.factor + self.shift


class Doing(nn.Module):
    """Gives function(x), of one argument."""

    def __init__(self, function: Callable) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: object) -> object:
        """Return what the function makes of x."""
        return self.function(x)


def chain(kind: Callable, numbers: list, names: list | None = None) -> nn.Module:
    """Return kind(...) of Times modules; with names, of one OrderedDict."""
    modules = [Times(*pair) for pair in numbers]
    return kind(*modules) if names is None else kind(OrderedDict(zip(names, modules, strict=True)))


def run(kind: Callable, numbers: list, names: list | None, x: torch.Tensor) -> torch.Tensor:
    """Return what such a chain gives."""
    return chain(kind, numbers, names)(x)


def paired(kind: Callable, x: torch.Tensor) -> torch.Tensor:
    """Return what a chain gives whose first module hands a pair on: x - 4."""
    return kind(Doing(lambda x: (x, 2)), Doing(lambda pair: pair[0] - pair[1] ** 2))(x)


def layers(bias: bool = True) -> list:
    """Return two linear layers with a batch norm and a dropout between them."""
    return [nn.Linear(3, 4, bias=bias), nn.BatchNorm1d(4), nn.Dropout(1.0), nn.Linear(4, 2)]


def keys(kind: Callable, way: str) -> list:
    """Return the keys of a chain's state_dict, in order."""
    if way == "plain":
        return list(kind(*layers()).state_dict())
    if way == "named":
        names = ["conv", "10", "9", "a_b"]
        return list(kind(OrderedDict(zip(names, layers(), strict=True))).state_dict())
    if way == "nested":
        return list(kind(nn.Linear(2, 2), kind(nn.Tanh(), nn.Linear(2, 2)), nn.ModuleList([nn.Linear(2, 2)])).state_dict())
    if way == "alone":  # the one argument holds modules, and is a module itself
        return [*kind(kind(nn.Linear(2, 2), nn.Tanh())).state_dict(), *kind(nn.ModuleDict({"a": nn.Linear(2, 2)})).state_dict()]
    if way == "empty":
        return list(kind(nn.Linear(2, 2), kind(), nn.Linear(2, 2)).state_dict())
    twice = nn.Linear(2, 2)
    return list(kind(twice, nn.Tanh(), twice).state_dict())


def loaded(kind: Callable, state: dict, x: torch.Tensor) -> torch.Tensor:
    """Return what a chain gives in eval mode when this state is loaded."""
    model = kind(*layers())
    model.load_state_dict(state)
    return model.eval()(x)


def sequence(kind: Callable, numbers: list, names: list | None = None) -> tuple:
    """Return (length, the places of what iteration gives among the modules that were put in, twice over)."""
    modules = [Times(*pair) for pair in numbers]
    model = kind(*modules) if names is None else kind(OrderedDict(zip(names, modules, strict=True)))
    return len(model), [place(modules, part) for part in model], [place(modules, part) for part in model]


def place(modules: list, part: object) -> int:
    """Return where a module stands among others; -1 where it is none of them."""
    return next((number for number, module in enumerate(modules) if module is part), -1)


def layers_within(kind: Callable, indices: list | None = None) -> tuple:
    """Return (length, the places of what iteration or what indices give) of a chain in which not all modules have weights."""
    modules = layers()
    model = kind(*modules)
    found = model if indices is None else [model[index] for index in indices]
    return len(model), [place(modules, one) for one in found]


def item(kind: Callable, count: int, index: int, names: list | None = None) -> int:
    """Return the place of model[index] among the modules that were put in."""
    modules = [Times(number, 1) for number in range(count)]
    model = kind(*modules) if names is None else kind(OrderedDict(zip(names, modules, strict=True)))
    return place(modules, model[index])


def part(kind: Callable, count: int, index: slice, x: torch.Tensor, named: bool = False) -> tuple:
    """Return (is it of this kind, its length, the places of its modules, what it gives) of model[index]."""
    modules = [Times(number + 2, number) for number in range(count)]
    names = [f"part{number}" for number in range(count)]
    model = kind(OrderedDict(zip(names, modules, strict=True))) if named else kind(*modules)
    found = model[index]
    return isinstance(found, kind), len(found), [place(modules, one) for one in found], found(x)


def twice(kind: Callable, x: torch.Tensor) -> tuple:
    """Return (length, number of parameters, the result) of a chain in which one module stands in two places."""
    model = kind(*repeated())
    return len(model), len(list(model.parameters())), model(x)


def repeated() -> list:
    """Return three modules, the last of which is the first again."""
    shared, other = Times(2, 1), Times(3, 0)
    return [shared, other, shared]


def side_by_side(kind: Callable) -> list:
    """Return the places that two iterations at once give, where the last module is the first again."""
    modules = repeated()
    model = kind(*modules)
    return [(place(modules, one), place(modules, other)) for one, other in zip(model, model, strict=True)]


def items_of_repeated(kind: Callable, indices: list) -> list:
    """Return the places of model[index] for each index, where the last module is the first again."""
    modules = repeated()
    model = kind(*modules)
    return [place(modules, model[index]) for index in indices]


def part_of_repeated(kind: Callable, index: slice) -> list:
    """Return the places of the modules in model[index], where the last module is the first again."""
    modules = repeated()
    return [place(modules, one) for one in kind(*modules)[index]]


def modes_after_slice(kind: Callable, index: slice) -> list:
    """Return the modes of the modules after model[index], all of them in eval mode first, then all in training mode."""
    modules = layers()
    model = kind(*modules)
    modes = []
    for training in (False, True):
        for module in (model, *modules):
            module.train(training)
        model[index]
        modes.append([module.training for module in modules])
    return modes


def reached(kind: Callable, x: torch.Tensor) -> dict:
    """Return what parameters(), modes, dtypes, devices and gradients of a chain's modules say."""
    parts = layers()
    model = kind(*parts)
    count = sum(parameter.numel() for parameter in model.parameters())
    model.eval()
    modes = [part.training for part in parts]
    model.train()
    modes += [part.training for part in parts]
    model.double().eval()
    x = x.clone().requires_grad_()
    model(x).sum().backward()
    gradients = [parameter.grad is not None for part in parts for parameter in part.parameters()] + [x.grad is not None]
    dtype = str(parts[0].weight.dtype)
    model.to("meta")
    device = model[0].weight.device.type
    return {"parameters": count, "modes": modes, "gradients": gradients, "dtype": dtype, "device": device}

"""What devices' suite needs: machines that pretend to have GPUs, values of many kinds. Runs in worker and judge."""

from __future__ import annotations

import contextlib
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.overrides import TorchFunctionMode

Sample = namedtuple("Sample", ("image", "label"))
Triple = namedtuple("Triple", ("first", "second", "third"), defaults=(None,))


class Label:
    """Something with a method `to` that is neither a tensor nor a module."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def to(self, place: object) -> Label:
        """Return a label for another place."""
        return Label(f"{self.text} to {place}")


class Pretend(TorchFunctionMode):
    """Makes tensors for GPUs that are pretended, and none for those that are not."""

    def __init__(self, gpus: int) -> None:
        super().__init__()
        self.gpus = gpus

    def __torch_function__(self, func: Callable, types: object, args: tuple = (), kwargs: dict | None = None) -> object:
        """Put what is meant for a GPU on the meta device."""
        kwargs = dict(kwargs or {})
        if func is torch.Tensor.cuda:
            func, args = torch.Tensor.to, (args[0], self._place("cuda"))
        if "device" in kwargs:
            kwargs["device"] = self._place(kwargs["device"])
        if func is torch.Tensor.to:
            args = tuple(self._place(one) if isinstance(one, (str, torch.device)) else one for one in args)
        return func(*args, **kwargs)

    def _place(self, device: object) -> object:
        if isinstance(device, (str, torch.device)) and (found := torch.device(device)).type == "cuda":
            if (found.index or 0) >= self.gpus:
                raise RuntimeError("CUDA error: invalid device ordinal")
            return torch.device("meta")
        return device


@contextlib.contextmanager
def machine(gpus: int) -> Iterator[None]:
    """Make this a machine with so many GPUs."""

    def properties(device: object = None) -> SimpleNamespace:
        index = device if isinstance(device, int) else (torch.device(device or "cuda").index or 0)
        if index >= gpus:
            raise AssertionError("Invalid device id")
        return SimpleNamespace(name="pretended", index=index)

    pretended = {
        torch.cuda: {
            "is_available": lambda: gpus > 0,
            "device_count": lambda: gpus,
            "current_device": lambda: 0,
            "get_device_properties": properties,
            "get_device_name": lambda device=None: properties(device).name,
        },
        torch.accelerator: {
            "is_available": lambda: gpus > 0,
            "device_count": lambda: gpus,
            "current_accelerator": lambda check_available=False: torch.device("cuda") if gpus else None,
        },
    }
    kept = {home: {name: getattr(home, name) for name in names} for home, names in pretended.items()}
    for home, names in pretended.items():
        for name, function in names.items():
            setattr(home, name, function)
    try:
        with Pretend(gpus):
            yield
    finally:
        for home, names in kept.items():
            for name, function in names.items():
                setattr(home, name, function)


def picked(pick_device: Callable, gpus: int, *preferred: object) -> object:
    """Return what is picked on a machine with so many GPUs; with a True behind it the preference is a torch.device."""
    if len(preferred) == 2:
        preferred = (torch.device(str(preferred[0])),)
    with machine(gpus):
        return pick_device(*preferred)


def build(plan: object) -> object:
    """Return the value of a plan: [kind, content] with the plans inside."""
    kind, content = plan
    inside = [build(one) for one in content] if kind in ("list", "tuple", "Sample", "Triple") else None
    match kind:
        case "list":
            return inside
        case "tuple":
            return tuple(inside)
        case "Sample":
            return Sample(*inside)
        case "Triple":
            return Triple(*inside)
        case "dict" | "OrderedDict":
            made = {key: build(one) for key, one in content.items()}
            return OrderedDict(made) if kind == "OrderedDict" else made
        case "tensor":
            return torch.tensor(content)
        case "array":
            return np.array([1.0, float(content)])
        case "module":
            return nn.Sequential(nn.Linear(content, 2), nn.BatchNorm1d(2))
        case "set":
            return {content, "more"}
        case "label":
            return Label(content)
    return content


def described(value: object) -> object:
    """Return what a value is: types and places, as plain data."""
    match value:
        case torch.Tensor():
            numbers = "" if value.is_meta else f" {value.tolist()}"
            return f"tensor {value.dtype}{numbers} on {value.device.type}"
        case nn.Module():
            places = {tensor.device.type for tensor in [*value.parameters(), *value.buffers()]}
            return f"module on {', '.join(sorted(places))}"
        case dict():
            return ["dict", {key: described(item) for key, item in value.items()}]
        case tuple() | list():
            return [type(value).__name__, [described(item) for item in value]]
        case np.ndarray():
            return f"array {value.tolist()}"
        case set():
            return f"set {sorted(value)}"
    return f"{type(value).__name__} {value!r}"


def containers(value: object) -> list:
    """Return the lists and dicts in a value."""
    inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else []
    own = [value] if isinstance(value, (list, dict)) else []
    return own + [one for part in inside for one in containers(part)]


def moved(to_device: Callable, plan: object, device: object, as_object: bool = False) -> dict:
    """Return what comes back for the value of a plan, what the value is afterwards, and how many containers are shared."""
    value = build(plan)
    result = to_device(value, torch.device(device) if as_object else str(device))
    before = {id(one) for one in containers(value)}
    return {
        "result": described(result),
        "afterwards": described(value),
        "shared": sum(id(one) in before for one in containers(result)),
    }


def moved_tensor(to_device: Callable, x: torch.Tensor, device: object) -> object:
    """Return the tensor that comes back."""
    return to_device(x, device)


def moved_module(to_device: Callable, device: str) -> tuple:
    """Return (whether the module itself came back, where its parameters and buffers lie)."""
    module = build(["module", 3])
    result = to_device(module, device)
    return result is module, described(module)

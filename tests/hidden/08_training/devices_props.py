"""What devices' suite needs: machines that pretend to have GPUs, values of many kinds. Runs in worker and judge."""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections import OrderedDict, UserDict, namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType, SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils import _device

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


@dataclass
class Record:
    """Something with a field that is no container."""

    image: torch.Tensor


class Pretend(TorchFunctionMode):
    """Makes tensors for GPUs that are pretended, and none for those that are not."""

    def __init__(self, gpus: int) -> None:
        super().__init__()
        self.gpus = gpus
        self.last = torch.device("cpu")

    def __torch_function__(self, func: Callable, types: object, args: tuple = (), kwargs: dict | None = None) -> object:
        """Put what is meant for a GPU on the meta device, and say that it lies on the GPU."""
        kwargs = dict(kwargs or {})
        if func == torch.Tensor.device.__get__:
            place = func(*args)
            return self.last if place.type == "meta" else place
        if func is torch.Tensor.cuda:
            chosen = kwargs.pop("device", None) if "device" in kwargs else args[1] if len(args) > 1 else None
            func, args = torch.Tensor.to, (args[0], "cuda" if chosen is None else chosen)
        if (default := _device.CURRENT_DEVICE) is not None and func in _device._device_constructors():
            kwargs["device"] = kwargs.get("device") or default  # torch.set_default_device puts its own mode below this one
        if "device" in kwargs:
            kwargs["device"] = self.place(kwargs["device"])
        if func is torch.Tensor.to:
            args = tuple(self.place(one) for one in args)
        return func(*args, **kwargs)

    def place(self, device: object) -> object:
        """Return where to put what is meant for a device; anything else as it is."""
        if isinstance(device, int) and not isinstance(device, bool):
            device = f"cuda:{device}"
        if isinstance(device, (str, torch.device)) and (found := torch.device(device)).type == "cuda":
            if (found.index or 0) >= self.gpus:
                raise RuntimeError("CUDA error: invalid device ordinal")
            self.last = torch.device("cuda", found.index or 0)
            return torch.device("meta")
        return device


def stand_in(*args: object, pretended: Callable, **kwargs: object) -> object:
    """Call what is pretended; this function's code takes the place of another's."""
    return pretended(*args, **kwargs)


@contextlib.contextmanager
def machine(gpus: int) -> Iterator[None]:
    """Make this a machine with so many GPUs, also for names that were imported before."""
    pretend, generator = Pretend(gpus), torch.Generator

    def properties(device: object = None) -> SimpleNamespace:
        index = device if isinstance(device, int) else (torch.device(device or "cuda").index or 0)
        if index >= gpus:
            raise AssertionError("Invalid device id")
        return SimpleNamespace(name="pretended", index=index, major=9, minor=0)

    def choose(device: object) -> int:
        index = device if isinstance(device, int) else (torch.device(device).index or 0)
        if index >= gpus:
            raise RuntimeError("CUDA error: invalid device ordinal")
        return 0

    pretended = {
        torch.cuda.is_available: lambda: gpus > 0,
        torch.cuda.device_count: lambda: gpus,
        torch.cuda.current_device: lambda: 0,
        torch.cuda.get_device_properties: properties,
        torch.cuda.get_device_name: lambda device=None: properties(device).name,
        torch.cuda.set_device: choose,
        torch.cuda._exchange_device: choose,
        torch.cuda._maybe_exchange_device: choose,
        torch.accelerator.is_available: lambda: gpus > 0,
        torch.accelerator.device_count: lambda: gpus,
        torch.accelerator.current_accelerator: lambda check_available=False: torch.device("cuda") if gpus else None,
    }
    kept: dict[FunctionType, tuple] = {function: (function.__code__, function.__kwdefaults__) for function in pretended}
    for function, other in pretended.items():
        function.__code__, function.__kwdefaults__ = stand_in.__code__, {"pretended": other}
    torch.Generator = lambda device="cpu": generator("cpu" if pretend.place(device) == torch.device("meta") else device)
    try:
        with pretend:
            yield
    finally:
        torch.Generator = generator
        for function, (code, defaults) in kept.items():
            function.__code__, function.__kwdefaults__ = code, defaults


def anew(pick_device: Callable) -> Callable:
    """Return the function of the same file, read again: some ask on their first lines whether there is a GPU."""
    try:
        module = sys.modules[pick_device.__module__]
        names = {"__name__": module.__name__, "__file__": module.__file__}
        if module.pick_device is pick_device:
            exec(compile(inspect.getsource(module), module.__file__, "exec", dont_inherit=True), names)
        return names["pick_device"]
    except Exception:  # it may ask more than is pretended here
        return pick_device


def picked(pick_device: Callable, gpus: int, *preferred: object) -> object:
    """Return what is picked on a machine with so many GPUs; with a True behind it the preference is a torch.device."""
    if len(preferred) == 2:
        preferred = (torch.device(str(preferred[0])),)
    with machine(gpus):
        return anew(pick_device)(*preferred)


def picked_by_name(pick_device: Callable, gpus: int, preferred: object) -> object:
    """Return what is picked on a machine with so many GPUs, with the preference as a keyword argument."""
    with machine(gpus):
        return anew(pick_device)(preferred=preferred)


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
        case "set of a tensor":
            return {torch.tensor(content)}
        case "range":
            return range(content)
        case "UserDict":
            return UserDict(x=torch.tensor(content))
        case "Record":
            return Record(torch.tensor(content))
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


def moved_parameter(to_device: Callable, x: torch.Tensor, device: object) -> object:
    """Return the tensor that comes back for a parameter."""
    return to_device(nn.Parameter(x), device)


def moved_module(to_device: Callable, device: str) -> tuple:
    """Return (whether the module itself came back, where its parameters and buffers lie)."""
    module = build(["module", 3])
    result = to_device(module, device=device)
    return result is module, described(module)

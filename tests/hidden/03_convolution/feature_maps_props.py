"""What feature_maps' suite needs: models to look into, and what they remember. Runs in the worker, and in the judge."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import torch
from torch import nn


def filled(model: nn.Module, seed: int) -> nn.Module:
    """Give every parameter values that depend on the seed alone."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.5)
    return model


class Net(nn.Module):
    """Layers on three levels; they are defined in another order than they run in."""

    def __init__(self, inplace: bool) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(4, 5, 1), nn.Sequential(nn.Tanh(), nn.Conv2d(5, 2, 1)))
        self.act = nn.ReLU(inplace=inplace)
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3, H, W] to [N, 2, H - 2, W - 2]."""
        return self.body(self.act(self.conv(x)))


def net(seed: int, inplace: bool = False) -> nn.Module:
    """Return such a network; with `inplace` a layer changes what the one before it gave."""
    return filled(Net(inplace), seed)


class Doubles(nn.Module):
    """Changes its input without being a layer that is known for it."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x, doubled in place."""
        return x.mul_(2)


def doubling(seed: int) -> nn.Module:
    """Return a network whose second and third layers change the first one's output."""
    return filled(nn.Sequential(nn.Conv2d(3, 2, 1), Doubles(), nn.Hardtanh(inplace=True)), seed)


class Again(nn.Module):
    """Runs one layer three times, with another one in between."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Conv2d(3, 3, 1)
        self.act = nn.Tanh()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3, H, W] to the same shape."""
        return self.act(self.mix(self.act(self.mix(self.mix(x)))))


def again(seed: int) -> nn.Module:
    """Return a network with layers that run more than once."""
    return filled(Again(), seed)


class Tell(nn.Module):
    """Tells its mode: twice the input in training, three times in eval mode. Notes each run, and the gradient mode in it."""

    def __init__(self, training: bool = True) -> None:
        super().__init__()
        self.training = training
        self.runs: list[bool] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return 2x or 3x."""
        self.runs.append(torch.is_grad_enabled())
        return x * (2 if self.training else 3)


def telling(modes: list, frozen: bool = False) -> nn.Module:
    """Return two such layers and a batch norm, the whole and each part in these modes; `frozen`: its weight is not trained."""
    model = nn.Sequential(Tell(), Tell(), nn.BatchNorm2d(3))
    model[2].weight.requires_grad_(not frozen)
    model.training = modes[0]
    for layer, training in zip(model, modes[1:], strict=True):
        layer.training = training
    return model


def state(model: nn.Module) -> dict:
    """Return modes, what is trained, and values, batch norm's statistics with them."""
    return {
        "modes": {name or "the model": module.training for name, module in model.named_modules()},
        "requires_grad": {name: parameter.requires_grad for name, parameter in model.named_parameters()},
        "values": {name: value.detach().clone() for name, value in model.state_dict().items()},
    }


def runs(model: nn.Module) -> list:
    """Return, for each run of the model's first layer, whether gradients were on in it."""
    return list(model[0].runs)


def run(model: nn.Module, x: torch.Tensor) -> None:
    """Run a model once, without gradients."""
    with torch.no_grad():
        model(x)


def switch_gradients(on: bool) -> None:
    """Switch gradients on or off, whatever an earlier call left."""
    torch.set_grad_enabled(on)


def gradients_on() -> bool:
    """Return whether gradients are on."""
    return torch.is_grad_enabled()


class Breaks(nn.Module):
    """Fails."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Raise an error."""
        raise RuntimeError("this layer fails, so that one sees what is left behind")


CALLS: WeakKeyDictionary = WeakKeyDictionary()  # not by id: a new module may get that of an old one


def count_call(module: nn.Module, *_: object) -> None:
    """Count the runs of a hooked module."""
    CALLS[module] = CALLS.get(module, 0) + 1


def hooked(seed: int, fails: bool = False) -> nn.Module:
    """Return a network that somebody else has hooked already; with `fails` it fails in the middle."""
    model = net(seed)
    model.conv.register_forward_hook(count_call)
    model.conv.register_forward_pre_hook(count_call)
    model.body[0].register_forward_hook(count_call)
    if fails:
        model.body[1][0] = Breaks()
    return model


def hooks_of(model: nn.Module) -> dict:
    """Return the numbers of forward hooks on the model's modules and on all modules, and of forwards that were replaced."""
    kinds = ("_forward_hooks", "_forward_pre_hooks")
    modules = nn.modules.module
    return {
        "on its modules": sum(len(getattr(module, kind)) for module in model.modules() for kind in kinds),
        "on all modules": len(modules._global_forward_hooks) + len(modules._global_forward_pre_hooks),
        "in place of forward": sum(getattr(m.forward, "__func__", None) is not type(m).forward for m in model.modules()),
    }


def calls(model: nn.Module) -> int:
    """Return how often the other hooks on the first layer were called."""
    return int(CALLS.get(model.conv, 0))


def moved(model: nn.Module, dtype: torch.dtype, device: str = "cpu") -> nn.Module:
    """Return the model with this dtype, on this device."""
    return model.to(device=device, dtype=dtype)


def has_forward(model: nn.Module) -> bool:
    """Return whether it has a forward that is not nn.Module's own, which only raises."""
    return getattr(model.forward, "__func__", None) is not nn.Module.forward


def set_conv(model: nn.Module, weight: torch.Tensor, bias: torch.Tensor) -> bool:
    """Put these numbers into conv1 and return whether it has a bias; an error says what is missing."""
    with torch.no_grad():
        model.conv1.weight.copy_(weight)
        if model.conv1.bias is not None:
            model.conv1.bias.copy_(bias)
    return model.conv1.bias is not None


def conv_shape(model: nn.Module) -> tuple:
    """Return the shape of conv1's weight, or () where there is none."""
    return tuple(getattr(getattr(model, "conv1", None), "weight", torch.zeros(())).shape)

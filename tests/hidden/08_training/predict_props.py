"""What predict's suite needs: networks that note what reaches them, and whose answers are known. Runs in the worker."""

from __future__ import annotations

import io
from collections.abc import Callable

import torch
from PIL import Image
from torch import nn


class Notes(list):
    """What a network has noted; a copy of the network writes into the same notes."""

    def __deepcopy__(self, memo: dict) -> Notes:
        return self


class Probe(nn.Module):
    """Answers with given logits, and keeps what it was given."""

    def __init__(self, logits: list) -> None:
        super().__init__()
        self.register_buffer("logits", torch.tensor(logits))
        self.seen = Notes()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3, 32, 32] to [N, K]."""
        self.seen.append(x.detach().clone())
        return self.logits.expand(len(x) if x.ndim == 4 else 1, -1)


def looked(predict: Callable, logits: list, image: Image.Image, classes: list, device: object = "cpu") -> dict:
    """Return what predict gives for a Probe, what the Probe was given, and the image afterwards."""
    model = Probe(logits)
    answer = predict(model, image, classes, device)
    return {"answer": answer, "inputs": [x.cpu() for x in model.seen], "image": image}


def marked(predict: Callable, image: Image.Image, mark: str) -> torch.Tensor:
    """Return what a Probe was given for an image with a mark of its file: "turned", or "transparent" for a palette's colour."""
    if mark == "turned":
        image.getexif()[0x0112] = 3
    else:
        image.info["transparency"] = image.getpixel((0, 0))
    model = Probe([0.0, 1.0])
    predict(model, image, ["a", "b"])
    return model.seen[-1].cpu()


def predict_cut_off(predict: Callable, model: nn.Module, image: Image.Image) -> None:
    """Predict from a file with this image whose second half is missing: reading it is an OSError."""
    file = io.BytesIO()
    image.save(file, "PNG")
    with Image.open(io.BytesIO(file.getvalue()[: file.tell() // 2])) as half:
        predict(model, half, ["a", "b"])


class Fickle(nn.Module):
    """Answers rightly in eval mode only, and only where no graph is built for gradients, if `shy`."""

    def __init__(self, logits: list, shy: bool) -> None:
        super().__init__()
        self.norm, self.drop = nn.BatchNorm2d(3), nn.Dropout(1.0)
        self.bias = nn.Parameter(torch.tensor(logits))
        self.shy = shy

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3, 32, 32] to [N, K]; turned round in training mode, or with gradients."""
        ones = self.drop(torch.ones(len(x), 1, device=x.device))
        logits = self.norm(x).mean() * 0 + self.bias.expand(len(x), -1)
        wrong = logits.requires_grad if self.shy else self.training or not ones.any()
        return -logits if wrong else logits


def state(model: nn.Module) -> dict:
    """Return statistics, gradients and the gradient mode: what a prediction must not change."""
    return {
        "statistics": {name: value.clone() for name, value in model.named_buffers()},
        "gradients": [name for name, parameter in model.named_parameters() if parameter.grad is not None],
        "requires_grad": {name: parameter.requires_grad for name, parameter in model.named_parameters()},
        "gradient mode": torch.is_grad_enabled(),
    }


def gradients_on() -> None:
    """Begin with gradients switched on, whatever an earlier call left."""
    torch.set_grad_enabled(True)


class Nest(Probe):
    """A Probe with parts inside parts, each in the mode that is given; with a fault it fails."""

    def __init__(self, logits: list, modes: list, fault: bool = False) -> None:
        super().__init__(logits)
        self.body = nn.Sequential(nn.BatchNorm2d(3), nn.Dropout(0.5))
        self.more = nn.Sequential()
        for module, training in zip(self.modules(), modes, strict=True):
            module.training = training
        self.fault = fault

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits, or fail."""
        if self.fault:
            raise RuntimeError("this network always fails: the suite wants to see what is left behind")
        return super().forward(x)


def modes(model: nn.Module) -> dict:
    """Return which part is in training mode."""
    return {name or "the model": module.training for name, module in model.named_modules()}


class Placed(nn.Module):
    """Notes where it and its inputs lie, and answers on the CPU, so that the answer can be read on any device."""

    def __init__(self, logits: list) -> None:
        super().__init__()
        self.register_buffer("place", torch.zeros(1))
        self.answer = [logits]
        self.places = Notes()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits [1, K]."""
        self.places.append([self.place.device.type, x.device.type])
        return torch.tensor(self.answer)


def places_of(model: nn.Module) -> list:
    """Return where model and inputs lay in each pass."""
    return model.places

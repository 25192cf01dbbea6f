"""What tensorboard_log's suite needs: a writer, a network, and the event files read back. Runs in the worker."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import torch
from PIL import Image
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from tensorboard.compat.proto.graph_pb2 import GraphDef
from torch import nn
from torch.utils.tensorboard import SummaryWriter

OPEN: list = []  # each writer has a thread, and a worker may have few


def writer(folder: str) -> SummaryWriter:
    """Return a writer into this folder, and close the one before it."""
    for one in OPEN:
        one.close()
    OPEN[:] = [SummaryWriter(folder)]
    return OPEN[0]


def is_open(writer: SummaryWriter) -> bool:
    """Return whether nobody has closed the writer."""
    return writer.file_writer is not None


class Stream:
    """An iterable of batches and nothing else: no length, no dataset, one pass."""

    def __init__(self, batches: list) -> None:
        self.left = iter(batches)

    def __iter__(self) -> Iterator[tuple]:
        return self.left


class Kept:
    """Batches that can be looked at after somebody went through them."""

    def __init__(self, batches: list) -> None:
        self.batches = batches

    def __iter__(self) -> Iterator[tuple]:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)


def pictures(kept: Kept) -> list:
    """Return the pictures of the batches."""
    return [inputs for inputs, _ in kept.batches]


class Net(nn.Module):
    """A network with parts inside parts, a parameter of its own that is one number, a frozen layer and buffers."""

    def __init__(self, values: dict) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 2, 2), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten())
        self.head = nn.Linear(8, 5, bias=False)
        self.scale = nn.Parameter(torch.ones(()))
        self.register_buffer("mean", torch.zeros(3))
        self.body[0].requires_grad_(False)
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                parameter.copy_(values[name])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, 3, 3, 3] to [N, 5]."""
        return self.head(self.body(x)) * self.scale


def words() -> nn.Module:
    """Return a network that looks up vectors by whole numbers."""
    return nn.Sequential(nn.Embedding(10, 4), nn.Linear(4, 2))


def with_gradients(model: nn.Module) -> nn.Module:
    """Return the model with gradients, as after a backward."""
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.grad = torch.full_like(parameter, 1000.0)
    return model


def in_modes(model: nn.Module, modes: list) -> nn.Module:
    """Return the model with each module in the mode that is given."""
    for module, training in zip(model.modules(), modes, strict=True):
        module.training = training
    return model


def modes(model: nn.Module) -> list:
    """Return the modes of its modules."""
    return [module.training for module in model.modules()]


def events(writer: SummaryWriter) -> list:
    """Return all summaries that were written: [kind, tag, step, value], in order of kind, tag and step."""
    found = [
        [kind, value.tag, event.step, _READERS[kind](getattr(value, kind))]
        for event in _events(writer)
        for value in event.summary.value
        if (kind := value.WhichOneof("value")) in _READERS
    ]
    return sorted(found, key=lambda entry: entry[:3])


def graphs(writer: SummaryWriter) -> list:
    """Return for each graph that was written what it holds: {layer: shape of what comes out of it}, the input too."""
    found = []
    for event in _events(writer):
        if event.WhichOneof("what") == "graph_def":
            shapes = {}
            for node in GraphDef.FromString(event.graph_def).node:
                if node.op.startswith("aten::") or node.name.startswith("input/"):
                    sides = [[side.size for side in shape.dim] for shape in node.attr["_output_shapes"].list.shape]
                    shapes[node.name.rpartition("/")[0]] = sides
            found.append(shapes)
    return found


def _events(writer: SummaryWriter) -> Iterator:
    writer.flush()
    for path in sorted(Path(writer.log_dir).iterdir()):
        if "tfevents" in path.name:
            yield from LegacyEventFileLoader(str(path)).Load()


_READERS = {
    "image": lambda image: Image.open(io.BytesIO(image.encoded_image_string)).convert("RGB"),
    "histo": lambda histogram: [histogram.min, histogram.max, histogram.num, histogram.sum, histogram.sum_squares],
    "simple_value": float,
}

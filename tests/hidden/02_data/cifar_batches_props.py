"""What cifar_batches's suite needs: files as Python 2 wrote them, and an ear for what is opened. Runs in worker and judge."""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections import Counter

import numpy as np
import torch
from PIL import Image


def python2_pickle(value: object) -> bytes:
    """Return a value as Python 2 pickled it with protocol 2: byte strings, numpy.core.multiarray."""
    return pickle.PROTO + b"\x02" + opcodes(value) + pickle.STOP


def opcodes(value: object) -> bytes:
    """Return the opcodes that build a dict, a list, a text, a whole number or a uint8 matrix."""
    if isinstance(value, dict):
        items = b"".join(opcodes(key) + opcodes(item) for key, item in value.items())
        return pickle.EMPTY_DICT + pickle.MARK + items + pickle.SETITEMS
    if isinstance(value, list):
        return pickle.EMPTY_LIST + pickle.MARK + b"".join(map(opcodes, value)) + pickle.APPENDS
    if isinstance(value, str):
        return text(value.encode("latin1"))
    if isinstance(value, int):
        return pickle.BININT1 + bytes([value]) if 0 <= value < 256 else pickle.BININT + struct.pack("<i", value)
    return matrix(value)


def text(raw: bytes) -> bytes:
    """Return a Python 2 str."""
    return pickle.BINSTRING + struct.pack("<i", len(raw)) + raw


def matrix(value: np.ndarray) -> bytes:
    """Return a uint8 matrix: an empty ndarray, then its state (version, shape, dtype, order, bytes)."""
    empty = named("numpy.core.multiarray", "_reconstruct") + named("numpy", "ndarray")
    empty += opcodes(0) + pickle.TUPLE1 + text(b"b") + pickle.TUPLE3 + pickle.REDUCE
    kind = named("numpy", "dtype") + text(b"u1") + opcodes(0) + opcodes(1) + pickle.TUPLE3 + pickle.REDUCE
    kind += pickle.MARK + opcodes(3) + text(b"|") + pickle.NONE * 3 + opcodes(-1) + opcodes(-1) + opcodes(0)
    kind += pickle.TUPLE + pickle.BUILD
    state = opcodes(1) + opcodes(value.shape[0]) + opcodes(value.shape[1]) + pickle.TUPLE2 + kind + pickle.NEWFALSE
    return empty + pickle.MARK + state + text(value.tobytes()) + pickle.TUPLE + pickle.BUILD


def named(module: str, name: str) -> bytes:
    """Return a name of a module."""
    return pickle.GLOBAL + f"{module}\n{name}\n".encode()


class Opens:
    """Hears of each file that is opened for reading from now on, by whatever way of Python's."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        sys.addaudithook(self.note)

    def note(self, event: str, details: tuple) -> None:
        """Hear of everything that Python opens."""
        if event == "open" and isinstance(details[0], str | bytes | os.PathLike):
            self.counts[os.path.basename(os.fsdecode(details[0]))] += 1


def most_opened(opens: Opens, names: list) -> int:
    """Return how often that of these files was opened that was opened most."""
    return max(opens.counts[name] for name in names)


def contents(dataset: object, count: int) -> tuple:
    """Return the dataset's length and, if it is `count`, its items, by their indices."""
    length = len(dataset)
    return length, [dataset[index] for index in range(count)] if length == count else []


def used(dataset: object) -> int:
    """Use a dataset as a loop would: what is missing shows at the latest now."""
    return len(dataset) + len(dataset.classes) + len([dataset[index] for index in range(len(dataset))])


def seen(image: Image.Image) -> tuple:
    """A transform that answers with what it was given: mode, size, two pixels."""
    return "seen", image.mode, image.size, image.getpixel((1, 0)), image.getpixel((0, 30))


class Counts:
    """A transform that answers with how often it has run."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, image: Image.Image) -> int:
        """Return the number of this run."""
        self.runs += 1
        return self.runs


def mirrored(image: Image.Image) -> Image.Image:
    """A transform that swaps left and right."""
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def drawn_into(image: Image.Image) -> Image.Image:
    """A transform that changes the picture it is given: its first pixel turns to its complement."""
    image.putpixel((0, 0), tuple(255 - value for value in image.getpixel((0, 0))))
    return image


def first_pixel(image: Image.Image) -> torch.Tensor:
    """A transform to a tensor."""
    return torch.tensor(image.getpixel((0, 0)))


def batches(dataset: object) -> list:
    """Return what torch's DataLoader makes of the dataset, four items a batch."""
    return list(torch.utils.data.DataLoader(dataset, batch_size=4))


def is_dataset(value: object) -> bool:
    """Return whether this is a torch Dataset."""
    return isinstance(value, torch.utils.data.Dataset)

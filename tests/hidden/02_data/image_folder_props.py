"""What image_folder's suite needs: disordered folders, transforms, files that change. Runs in the worker."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from PIL import Image

real_listdir, real_scandir = os.listdir, os.scandir


def mixed(names: list) -> list:
    """Return the entries in an order that is neither rising nor falling, the same every time."""
    return names[1::2] + names[0::2][::-1]


class Scan:
    """Stands for os.scandir's iterator, in an order of ours."""

    def __init__(self, path: object, arranged: Callable[[list], list]) -> None:
        with real_scandir(path) as entries:
            self.entries = iter(arranged(sorted(entries, key=lambda entry: entry.name)))

    def __iter__(self) -> Iterator[os.DirEntry]:
        return self

    def __next__(self) -> os.DirEntry:
        return next(self.entries)

    def __enter__(self) -> Scan:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the iteration."""
        self.entries = iter(())


def list_folders(order: str) -> None:
    """From now on folders are listed sorted, or "mixed" as some file systems do: the verdict is the same on every disk."""
    arranged = mixed if order == "mixed" else list
    os.listdir = lambda path=".": arranged(sorted(real_listdir(path)))
    os.scandir = lambda path=".": Scan(path, arranged)


def replace(path: str, data: bytes) -> None:
    """Put another file in the place of this one."""
    Path(path).unlink()
    Path(path).write_bytes(data)


class Opens:
    """Hears of each .png file that is opened from now on, by whatever way of Python's."""

    def __init__(self) -> None:
        self.number = 0
        sys.addaudithook(self.note)

    def note(self, event: str, details: tuple) -> None:
        """Hear of everything that Python opens."""
        if event == "open":
            self.number += os.fsdecode(details[0]).endswith(".png") if isinstance(details[0], str | bytes | os.PathLike) else 0


def any_opened(opens: Opens) -> bool:
    """Return whether it heard of one."""
    return opens.number > 0


def seen(image: Image.Image) -> tuple:
    """A transform that answers with what it was given: mode, size, the first and the last pixel."""
    width, height = image.size
    return "seen", image.mode, image.size, image.getpixel((0, 0)), image.getpixel((width - 1, height - 1))


class Telling:
    """The transform `seen`, which also knows whether it was called."""

    def __init__(self) -> None:
        self.called = False

    def __call__(self, image: Image.Image) -> tuple:
        """Note the call, tell what came."""
        self.called = True
        return seen(image)


def was_called(transform: Telling) -> bool:
    """Return whether it was called."""
    return transform.called


def mirrored(image: Image.Image) -> Image.Image:
    """A transform that swaps left and right."""
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def open_descriptors() -> int:
    """Return how many files this process holds open."""
    count = 0
    for number in range(1024):
        try:
            os.fstat(number)
        except OSError:
            continue
        count += 1
    return count


def contents(dataset: object, count: int) -> tuple:
    """Return the dataset's length and, if it is `count`, its items, by their indices."""
    length = len(dataset)
    return length, [dataset[index] for index in range(count)] if length == count else []


def hold(dataset: object, rounds: int) -> tuple:
    """Read every item `rounds` times, keep them all; return whether files stay open then, and the last items."""
    before = open_descriptors()
    items = [dataset[index] for _ in range(rounds) for index in range(len(dataset))]
    some = open_descriptors() - before > 3
    return some, items[-len(dataset) :]


def red_and_green(image: Image.Image) -> torch.Tensor:
    """A transform to a tensor: the first pixel's red and green."""
    return torch.tensor(image.getpixel((0, 0))[:2])


def batches(dataset: object) -> list:
    """Return what torch's DataLoader makes of the dataset, four items a batch."""
    return list(torch.utils.data.DataLoader(dataset, batch_size=4))


def is_dataset(value: object) -> bool:
    """Return whether this is a torch Dataset."""
    return isinstance(value, torch.utils.data.Dataset)

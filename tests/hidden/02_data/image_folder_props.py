"""What image_folder's suite needs: disordered folders, transforms, files that change. Runs in the worker."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from PIL import Image

real_listdir, real_scandir = os.listdir, os.scandir


def mixed(names: list) -> list:
    """Return the entries in an order that is neither rising nor falling, the same every time."""
    return names[1::2] + names[0::2][::-1]


class MixedScan:
    """Stands for os.scandir's iterator, in another order."""

    def __init__(self, path: object) -> None:
        with real_scandir(path) as entries:
            self.entries = iter(mixed(sorted(entries, key=lambda entry: entry.name)))

    def __iter__(self) -> Iterator[os.DirEntry]:
        return self

    def __next__(self) -> os.DirEntry:
        return next(self.entries)

    def __enter__(self) -> MixedScan:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the iteration."""
        self.entries = iter(())


def disorder() -> None:
    """From now on folders are listed in a mixed order, as some file systems do."""
    os.listdir = lambda path=".": mixed(sorted(real_listdir(path)))
    os.scandir = lambda path=".": MixedScan(path)


def replace(path: str, data: bytes) -> None:
    """Put another file in the place of this one."""
    Path(path).unlink()
    Path(path).write_bytes(data)


class Opens:
    """Counts how often a .png file is opened from now on, by whatever way."""

    def __init__(self) -> None:
        self.number = 0
        sys.addaudithook(self.note)

    def note(self, event: str, details: tuple) -> None:
        """Hear of everything that Python opens."""
        if event == "open":
            self.number += os.fsdecode(details[0]).endswith(".png") if isinstance(details[0], str | bytes | os.PathLike) else 0

    def so_far(self) -> int:
        """Return the count."""
        return self.number


def seen(image: Image.Image) -> tuple:
    """A transform that answers with what it was given: mode, size, the first and the last pixel."""
    width, height = image.size
    return "seen", image.mode, image.size, image.getpixel((0, 0)), image.getpixel((width - 1, height - 1))


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


def hold(dataset: object, rounds: int) -> tuple:
    """Read every item `rounds` times, keep them all; return how many more files are open then, and the last items."""
    before = open_descriptors()
    items = [dataset[index] for _ in range(rounds) for index in range(len(dataset))]
    more = open_descriptors() - before
    return more, items[-len(dataset) :]


def red_and_green(image: Image.Image) -> torch.Tensor:
    """A transform to a tensor: the first pixel's red and green."""
    return torch.tensor(image.getpixel((0, 0))[:2])


def batches(dataset: object) -> list:
    """Return what torch's DataLoader makes of the dataset, four items a batch."""
    return list(torch.utils.data.DataLoader(dataset, batch_size=4))


def is_dataset(value: object) -> bool:
    """Return whether this is a torch Dataset."""
    return isinstance(value, torch.utils.data.Dataset)

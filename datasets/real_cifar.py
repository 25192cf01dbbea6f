"""Finds the real CIFAR-10, or the small set in its place, and downloads the real one when asked; beside the wall."""

from __future__ import annotations

import importlib
from pathlib import Path

from datasets.cifar_format import FILES, FOLDER
from datasets.making import SMALL

REAL_PARENT = Path("datasets")


class DownloadFailed(Exception):
    """The real CIFAR-10 could not be had; the text says why and what to do."""


def has_cifar(parent: Path) -> bool:
    """Tell whether `parent/cifar-10-batches-py` holds all seven files."""
    return all((parent / FOLDER / name).is_file() for name in FILES)


def locate_cifar(root: Path) -> Path:
    """Give the folder of the batches under a repository root: the real CIFAR-10 where it is, else the small set.

    The folder is named `cifar-10-batches-py` either way: its `.parent` is what dataset classes take as their root.
    """
    real = root / REAL_PARENT
    return (real if has_cifar(real) else root / SMALL) / FOLDER


def download_cifar(root: Path) -> Path:
    """Download the real CIFAR-10 (170 MB) into `root/datasets` through torchvision, unless it is there."""
    target = root / REAL_PARENT
    if not has_cifar(target):
        try:
            schemas = importlib.import_module("grader.wire.torchvision_schemas").declare_torchvision_schemas()
            importlib.import_module("torchvision.datasets").CIFAR10(str(target), train=True, download=True)
            del schemas
        except (ImportError, OSError, RuntimeError) as problem:
            raise DownloadFailed(
                f"CIFAR-10 could not be downloaded into {target}: {problem}\n"
                f"Check the network and run it again, or put the folder {FOLDER} of the python version, "
                f"from any other copy, into {target}. The course works without it, on the small set."
            ) from problem
    return target / FOLDER

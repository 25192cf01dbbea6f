"""CIFAR-10's python batches as tensors; beside the wall."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch


@dataclass(frozen=True)
class Split:
    """Pictures uint8 [N, 3, 32, 32] and labels int64 [N]."""

    pictures: torch.Tensor
    labels: torch.Tensor

    def __len__(self) -> int:
        return len(self.labels)


def load_split(folder: Path, names: Sequence[str]) -> Split:
    """Return the rows of these batch files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the original pickles name numpy.core
        batches = [pickle.loads((folder / name).read_bytes(), encoding="latin1") for name in names]
    data = np.concatenate([batch["data"] for batch in batches]).reshape(-1, 3, 32, 32)
    labels = np.concatenate([batch["labels"] for batch in batches])
    return Split(torch.from_numpy(data), torch.from_numpy(labels).long())


def load_classes(folder: Path) -> list[str]:
    """Return the names of the classes."""
    meta = pickle.loads((folder / "batches.meta").read_bytes(), encoding="latin1")
    return [str(name) for name in meta["label_names"]]

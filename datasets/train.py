"""Train CifarNet by the learner's own `fit`, on the real CIFAR-10 where it is, else on the small set.

`python -m datasets.train --epochs 10`; `--reference` takes the course's answers. It runs the learner's files in this process:
it is for one's own machine, and judges nothing.
"""

from __future__ import annotations

import argparse
import importlib.util
import pickle
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from datasets.real_cifar import locate_cifar

ROOT = Path(__file__).resolve().parent.parent


def load_name(folder: str, exercise: str, name: str) -> Callable[..., Any]:
    """Return a function or class of an exercise's file in `exercises` or `solutions`."""
    path = ROOT / folder / f"{exercise}.py"
    specification = importlib.util.spec_from_file_location(path.stem, path)
    if specification is None or specification.loader is None:
        raise SystemExit(f"{path} can't be loaded")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    found: Callable[..., Any] = getattr(module, name)
    return found


def load_split(folder: Path, names: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return pictures [N, 3, 32, 32] in [0, 1] and labels [N] of these batch files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the original pickles name numpy.core
        batches = [pickle.loads((folder / name).read_bytes(), encoding="latin1") for name in names]
    data = np.concatenate([batch["data"] for batch in batches]).reshape(-1, 3, 32, 32)
    labels = np.concatenate([batch["labels"] for batch in batches])
    return torch.from_numpy(data).float() / 255, torch.from_numpy(labels).long()


class Batches:
    """An iterable of (pictures, labels), shuffled anew each time where asked for."""

    def __init__(self, pictures: torch.Tensor, labels: torch.Tensor, size: int, shuffle: bool) -> None:
        self.pictures, self.labels, self.size, self.shuffle = pictures, labels, size, shuffle

    def __iter__(self) -> Any:
        order = torch.randperm(len(self.labels)) if self.shuffle else torch.arange(len(self.labels))
        for indices in order.split(self.size):
            yield self.pictures[indices], self.labels[indices]


def main() -> None:
    """Train and print a line an epoch."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--learning-rate", type=float, default=0.02)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--data", type=Path, help="a folder with the python batches; default: datasets/")
    parser.add_argument("--reference", action="store_true", help="the course's answers instead of your own")
    chosen = parser.parse_args()
    folder = "solutions" if chosen.reference else "exercises"
    data = chosen.data or locate_cifar(ROOT)
    train = load_split(data, [f"data_batch_{number}" for number in range(1, 6)])
    test = load_split(data, ["test_batch"])
    print(f"{len(train[1])} pictures to train on, {len(test[1])} to test on, from {data}")
    torch.manual_seed(0)
    model = load_name(folder, "06_models/cifar_net", "CifarNet")()
    fit = load_name(folder, "08_training/fit", "fit")
    loaders = Batches(*train, chosen.batch_size, True), Batches(*test, 256, False)
    start = time.perf_counter()
    for epoch in fit(model, *loaders, chosen.epochs, learning_rate=chosen.learning_rate):
        print(
            "epoch {epoch}: train loss {train_loss:.3f}, test loss {test_loss:.3f}, test accuracy {test_accuracy:.3f}".format(
                **epoch
            )
        )
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()

"""What batch_loader's suite needs: data sets that can do little, generators, whole epochs at once. Runs in the worker."""

from __future__ import annotations

import torch


class OnlyMapped:
    """A map-style data set: a length, samples by their ints, and nothing else."""

    def __init__(self, samples: list) -> None:
        self.samples = dict(enumerate(samples))

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> object:
        return self.samples[index]

    __iter__ = None


class TorchDataset(torch.utils.data.Dataset):
    """The same, as torch's own kind."""

    def __init__(self, samples: list) -> None:
        self.samples = samples

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> object:
        return self.samples[index]


def seeded(seed: int) -> torch.Generator:
    """Return a generator of this seed."""
    return torch.Generator().manual_seed(seed)


def seed_all(seed: int) -> None:
    """Seed torch's own generator."""
    torch.manual_seed(seed)


def drawn_next(generator: torch.Generator | None) -> torch.Tensor:
    """Return what the generator, or torch's own, draws next."""
    return torch.randint(0, 10**6, (4,), generator=generator)


def epoch(loader: object) -> list:
    """Return the batches of a new iteration, at most 40."""
    return [batch for _, batch in zip(range(40), loader, strict=False)]


def nested(loader: object) -> list:
    """Go through the loader inside a loop over itself, as far as 6 by 6."""
    outer = []
    for _, batch in zip(range(6), loader, strict=False):
        outer.append((batch, [inner for _, inner in zip(range(6), loader, strict=False)]))
    return outer


def alternating(loader: object) -> tuple:
    """Take batches of two iterations in turn; the second begins when the first has given one."""
    first = iter(loader)
    one = [next(first)]
    second = iter(loader)
    other = [next(second)]
    for _ in range(2):
        one.append(next(first))
        other.append(next(second))
    return one, other

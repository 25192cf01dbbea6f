# Check your work: make check EX=batch_loader
"""Make batches of a data set's samples: what a DataLoader does between the data and the training loop.

A data set gives one sample at a time; networks want many at once, in another order each epoch. In between somebody has to
choose indices, fetch samples and stack them.

`BatchLoader(dataset, batch_size=1, shuffle=False, drop_last=False, generator=None)`: `dataset` is anything with a length and
samples `dataset[0]` to `dataset[len(dataset) - 1]`, and nothing else is used of it. Samples are tuples or lists of fields.
`len(loader)` is the number of batches. `batch_size` below 1 is a ValueError when the loader is made.

A loop over the loader goes through all samples once. A batch is a list with one entry for each field:

- tensors are stacked along a new first axis and keep their dtype;
- numbers become a tensor: int64, or float32 where they are floats; bools and NumPy's numbers are numbers too, bools whole ones;
- anything else (texts, arrays, pictures, None, ...) becomes a list.

The last batch may be smaller; with `drop_last=True` it is left out then. With `shuffle=True` every new iteration draws one new
order, `torch.randperm(len(dataset), generator=generator)`, by the time of its first batch; without a generator it is torch's own.
Two iterations over one loader do not disturb each other.

PyTorch's DataLoader, default_collate and samplers are forbidden here.

Five samples in batches of two:

    indices 0 1 | 2 3 | 4     len 3
    drop_last:  0 1 | 2 3     len 2

Example:

    >>> list(BatchLoader([(1, "a"), (2, "b"), (3, "c")], batch_size=2))
    [[tensor([1, 2]), ["a", "b"]], [tensor([3]), ["c"]]]
    >>> len(BatchLoader(range(7), batch_size=3)), len(BatchLoader(range(7), batch_size=3, drop_last=True))
    (3, 2)
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch


class BatchLoader:
    """An iterable over a map-style data set that gives batches of its samples."""

    def __init__(
        self,
        dataset: Any,
        batch_size: int = 1,
        shuffle: bool = False,
        drop_last: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        """Remember what to load and how; ValueError if the batch size is below 1."""
        raise NotImplementedError("Your code goes here")

    def __len__(self) -> int:
        """Return the number of batches."""
        raise NotImplementedError("Your code goes here")

    def __iter__(self) -> Iterator[list]:
        """Yield the batches of one epoch, each a list with an entry for each field."""
        raise NotImplementedError("Your code goes here")

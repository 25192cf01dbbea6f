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
        ### BEGIN SOLUTION
        if batch_size < 1:
            raise ValueError(f"a batch holds at least one sample, not {batch_size}")
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.drop_last = drop_last
        self.generator = generator
        ### END SOLUTION

    def __len__(self) -> int:
        """Return the number of batches."""
        ### BEGIN SOLUTION
        full, rest = divmod(len(self.dataset), self.batch_size)
        return full if self.drop_last or not rest else full + 1
        ### END SOLUTION

    def __iter__(self) -> Iterator[list]:
        """Yield the batches of one epoch, each a list with an entry for each field."""
        ### BEGIN SOLUTION
        order = list(range(len(self.dataset)))
        if self.shuffle:
            order = torch.randperm(len(self.dataset), generator=self.generator).tolist()
        for number in range(len(self)):
            indices = order[number * self.batch_size : (number + 1) * self.batch_size]
            samples = [self.dataset[index] for index in indices]
            yield [_collate(list(values)) for values in zip(*samples, strict=True)]
        ### END SOLUTION


### BEGIN SOLUTION
def _collate(values):
    """Return one field's values as a batch: a tensor, if they are tensors or numbers, else a list."""
    if all(isinstance(value, torch.Tensor) for value in values):
        return torch.stack(values)
    if all(isinstance(value, (bool, int, np.bool_, np.integer)) for value in values):
        return torch.tensor([int(value) for value in values], dtype=torch.int64)
    if all(isinstance(value, (bool, int, float, np.bool_, np.number)) for value in values):
        return torch.tensor([float(value) for value in values], dtype=torch.float32)
    return values


### END SOLUTION

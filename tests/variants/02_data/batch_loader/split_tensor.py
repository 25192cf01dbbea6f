"""torch.split cuts the order; a subclass of a typing generic."""
import math
from collections.abc import Iterable

import numpy as np
import torch


class SizeError(ValueError):
    pass


class BatchLoader(Iterable):
    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, generator=None):
        if batch_size < 1:
            raise SizeError(batch_size)
        self._dataset, self._size, self._drop = dataset, batch_size, drop_last
        self._order = self._permuted if shuffle else self._plain
        self._generator = generator

    def _plain(self):
        return torch.arange(len(self._dataset))

    def _permuted(self):
        return torch.randperm(len(self._dataset), generator=self._generator)

    def __len__(self):
        batches = len(self._dataset) / self._size
        return math.floor(batches) if self._drop else math.ceil(batches)

    def __iter__(self):
        for part in self._order().split(self._size):
            if len(part) < self._size and self._drop:
                return
            columns = None
            for index in part.tolist():
                sample = self._dataset[index]
                columns = columns or [[] for _ in sample]
                for column, value in zip(columns, sample):
                    column.append(value)
            yield list(map(self._joined, columns))

    @staticmethod
    def _joined(column):
        if isinstance(column[0], torch.Tensor):
            return torch.cat([value.unsqueeze(0) for value in column])
        if isinstance(column[0], (int, float, np.number)):
            joined = torch.as_tensor(np.asarray(column))
            return joined.float() if joined.is_floating_point() else joined.long()
        return column

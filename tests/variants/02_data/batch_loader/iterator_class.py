"""An iterator class of its own; the order is drawn when the iterator is made."""
import numbers
from functools import singledispatch

import numpy as np
import torch
from torch import Tensor


@singledispatch
def gather(first, values):
    return list(values)


@gather.register(Tensor)
def _(first, values):
    return torch.stack(list(values), 0)


@gather.register(numbers.Number)
@gather.register(np.number)
def _(first, values):
    whole = isinstance(first, numbers.Integral)
    return torch.tensor(np.array(values).tolist(), dtype=torch.int64 if whole else torch.float32)


class Epoch:
    def __init__(self, dataset, parts):
        self.dataset, self.parts = dataset, iter(parts)

    def __iter__(self):
        return self

    def __next__(self):
        samples = [self.dataset[i] for i in next(self.parts)]
        return [gather(values[0], values) for values in zip(*samples)]


class BatchLoader:
    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, generator=None):
        if not batch_size >= 1:
            raise ValueError(f"{batch_size=}")
        self.__dict__.update(locals())

    def __len__(self):
        n = len(self.dataset)
        return n // self.batch_size if self.drop_last else (n + self.batch_size - 1) // self.batch_size

    def __iter__(self):
        n, b = len(self.dataset), self.batch_size
        order = torch.randperm(n, generator=self.generator).tolist() if self.shuffle else range(n)
        return Epoch(self.dataset, [order[i * b : (i + 1) * b] for i in range(len(self))])

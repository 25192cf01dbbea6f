# makes all batches of an epoch at once
import numpy
import torch

class BatchLoader:
    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, generator=None):
        if batch_size <= 0:
            raise ValueError("batch_size must be positive but is " + str(batch_size))
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.drop_last = drop_last
        self.generator = generator

    def __len__(self):
        count = 0
        left = len(self.dataset)
        while left >= self.batch_size:
            left = left - self.batch_size
            count = count + 1
        if left > 0 and not self.drop_last:
            count = count + 1
        return count

    def __iter__(self):
        n = len(self.dataset)
        if self.shuffle:
            order = torch.randperm(n, generator=self.generator)
        else:
            order = torch.arange(n)
        batches = []
        current = []
        for i in range(n):
            current.append(self.dataset[int(order[i])])
            if len(current) == self.batch_size:
                batches.append(self.make(current))
                current = []
        if len(current) > 0 and not self.drop_last:
            batches.append(self.make(current))
        return iter(batches)

    def make(self, samples):
        batch = []
        for k in range(len(samples[0])):
            column = []
            for sample in samples:
                column.append(sample[k])
            first = column[0]
            if torch.is_tensor(first):
                batch.append(torch.stack(column))
            elif type(first) in (int, bool) or isinstance(first, numpy.integer):
                batch.append(torch.LongTensor([int(v) for v in column]))
            elif isinstance(first, float) or isinstance(first, numpy.floating):
                batch.append(torch.FloatTensor([float(v) for v in column]))
            else:
                batch.append(column)
        return batch

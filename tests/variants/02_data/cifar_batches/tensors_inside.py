"""Everything in one uint8 tensor [N, 32, 32, 3]; a Subset-like index."""
import os
import pickle

import numpy
import torch
from PIL.Image import fromarray
from torch.utils import data

PARTS = {True: tuple(f"data_batch_{n}" for n in (1, 2, 3, 4, 5)), False: ("test_batch",)}


def unpickle(file):
    with open(file, "rb") as fo:
        d = pickle.load(fo, encoding="bytes")
    return {key.decode(): value for key, value in d.items()}


class CIFARBatches(data.Dataset):
    def __init__(self, root, train=True, transform=None):
        super().__init__()
        folder = os.path.join(str(root), "cifar-10-batches-py")
        self.classes = [n.decode() for n in unpickle(f"{folder}/batches.meta")["label_names"]]
        parts = [unpickle(f"{folder}/{part}") for part in PARTS[bool(train)]]
        self.data = torch.from_numpy(numpy.vstack([p["data"] for p in parts])).view(-1, 3, 32, 32).permute(0, 2, 3, 1)
        self.targets = torch.cat([torch.tensor(p["labels"]) for p in parts])
        self.transform = transform

    def __len__(self):
        return self.targets.numel()

    def __getitem__(self, index):
        image = fromarray(self.data[index].contiguous().numpy())
        return (image if self.transform is None else self.transform(image)), self.targets[index].item()

# Check your work: make check EX=cifar_batches
"""Read CIFAR-10 from its own files: 60,000 small photographs in ten classes, the data set that this course trains on.

Libraries do this in one line. Reading the bytes once yourself shows what a data set really is: rows of numbers, a list of
labels, and a rule for how numbers become a picture.

`CIFARBatches(root, train=True, transform=None)` is a Dataset over the folder `root/cifar-10-batches-py`:

- `data_batch_1` to `data_batch_5` (training, in this order) and `test_batch` (test) are dicts with `data`, a uint8 array
  [rows, 3072], and `labels`, a list of ints. A batch may hold any number of rows, not only 10,000.
- A row is one picture, channel after channel: 1024 numbers of red, then green, then blue, each 32 rows of 32.
- `batches.meta` is a dict whose `label_names` are the classes' names.

The files were pickled by Python 2: `pickle.load(file, encoding="bytes")` gives keys and names as bytes, b"data", and
`encoding="latin1"` gives them as str. Both are fine here.

`classes` is the list of the names, as str, in the order of the file. A sample is `(image, label)`: a PIL image in RGB, 32 by
32, and an int. With a transform it is `(transform(image), label)`; the transform, which may be random, runs each time that the
sample is asked for. Negative indices work; an index out of range is an IndexError. `a + b` is a Dataset of the samples of both,
as torch's Dataset makes it.

Each file is read once, not for every sample. Training needs only the training files, the test set only the test file, both need
`batches.meta`; a file that is needed and missing is a FileNotFoundError that names it. torchvision is forbidden here.

A red picture:

    row 0 of data_batch_1 holds 1024 times 255, then 2048 times 0; its label is 6
    -> CIFARBatches(root)[0] is (a red picture, 6)

Example:

    >>> torch.arange(3072).reshape(3, 32, 32)[:, 0, 0]
    tensor([0, 1024, 2048])
    >>> torch.arange(3072).reshape(3, 32, 32)[:, 1, 2]
    tensor([34, 1058, 2082])
"""

import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from torch.utils.data import Dataset


class CIFARBatches(Dataset):
    """CIFAR-10's training or test pictures as (RGB image or transform(image), label)."""

    def __init__(self, root: str | Path, train: bool = True, transform: Callable | None = None) -> None:
        """Read the files below `root`; FileNotFoundError if one is missing."""
        raise NotImplementedError("Your code goes here")

    def __len__(self) -> int:
        """Return the number of pictures."""
        raise NotImplementedError("Your code goes here")

    def __getitem__(self, index: int) -> tuple:
        """Return (image, label) of one sample; IndexError out of range."""
        raise NotImplementedError("Your code goes here")

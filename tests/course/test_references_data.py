"""References of 02_data are held against torchvision's and PyTorch's own over large random grids."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from datasets.making import SMALL, make_small
from grader.wire.torchvision_schemas import declare_torchvision_schemas
from tests.course.references import reference

SCHEMAS = declare_torchvision_schemas()  # torchvision may be imported from here on


def photograph(draw: random.Random, mode: str, largest: int = 40) -> Image.Image:
    size = draw.randint(1, largest), draw.randint(1, largest)
    return Image.frombytes(mode, size, draw.randbytes(size[0] * size[1] * len(mode)))


def test_to_tensor() -> None:
    """Pictures of each mode and arrays of each kind become what torchvision makes of them."""
    from torchvision.transforms import ToTensor

    own, draw = reference("transforms").ToTensor(), random.Random(1)
    for _ in range(100):
        for mode in ("RGB", "L", "RGBA"):
            picture = photograph(draw, mode)
            array = np.array(picture)
            assert torch.equal(own(picture), ToTensor()(picture))
            for kind in (np.uint8, np.float32, np.float64):
                got, expected = own(array.astype(kind)), ToTensor()(array.astype(kind))
                assert got.dtype is expected.dtype and torch.equal(got, expected)
    for shape in ((3,), (1, 2, 3, 4)):
        with pytest.raises(ValueError):
            own(np.zeros(shape))


def test_crops_and_normalize() -> None:
    """CenterCrop and Normalize equal torchvision's, padding, halves and gradients included."""
    from torchvision import transforms as theirs

    own, draw = reference("transforms"), random.Random(2)
    generator = torch.Generator().manual_seed(3)
    for _ in range(1500):
        shape = [draw.randint(1, 4), draw.randint(1, 12), draw.randint(1, 12)]
        dtype = draw.choice((torch.float32, torch.float64))
        x = torch.randn(shape, generator=generator, dtype=dtype, requires_grad=True)
        size = draw.choice((draw.randint(1, 12), (draw.randint(1, 12), draw.randint(1, 12))))
        mean, std = [draw.uniform(-1, 1) for _ in range(shape[0])], [draw.uniform(0.5, 2) for _ in range(shape[0])]
        for name, args in (("CenterCrop", (size,)), ("Normalize", (mean, std))):
            got, expected = getattr(own, name)(*args)(x), getattr(theirs, name)(*args)(x)
            torch.testing.assert_close(got, expected)
            cotangent = torch.randn(got.shape, generator=generator, dtype=dtype)
            (one,), (other,) = torch.autograd.grad(got, x, cotangent), torch.autograd.grad(expected, x, cotangent)
            torch.testing.assert_close(one, other)


def test_resize() -> None:
    """Every pixel equals torchvision's, for ints and pairs."""
    from torchvision.transforms import Resize

    own, draw = reference("transforms"), random.Random(4)
    for _ in range(400):
        picture = photograph(draw, draw.choice(("RGB", "L", "RGBA")))
        shorter = draw.randint(1, 30)
        for size in (shorter, (draw.randint(1, 30), draw.randint(1, 30))):
            got, expected = own.Resize(size)(picture), Resize(size)(picture)
            assert (got.size, got.mode, got.tobytes()) == (expected.size, expected.mode, expected.tobytes())


def test_random_transforms() -> None:
    """Places and flips have torchvision's distribution, by a chi-square of their counts."""
    from torchvision import transforms as theirs

    own = reference("transforms")
    x = torch.arange(20.0).reshape(1, 4, 5)
    torch.manual_seed(5)
    for name, args, cells in (("RandomCrop", ((2, 3),), 9), ("RandomHorizontalFlip", (0.3,), 2)):
        counts = []
        for module in (own, theirs):
            transform = getattr(module, name)(*args)
            drawn = [transform(x).flatten()[0].item() for _ in range(4000)]
            counts.append({value: drawn.count(value) for value in set(drawn)})
        assert counts[0].keys() == counts[1].keys() and len(counts[0]) == cells
        square = sum((counts[0][value] - counts[1][value]) ** 2 / (counts[0][value] + counts[1][value]) for value in counts[0])
        assert square < cells + 6 * (2 * cells) ** 0.5


def test_batch_loader() -> None:
    """Batches equal DataLoader's on tensors and numbers, order and lengths included."""
    from torch.utils.data import DataLoader

    own, draw = reference("batch_loader").BatchLoader, random.Random(6)
    for _ in range(150):
        count, size, drop_last = draw.randint(1, 20), draw.randint(1, 8), draw.random() < 0.5
        samples = [(torch.rand(2), draw.randint(0, 9), torch.tensor(i)) for i in range(count)]
        mine, theirs = own(samples, size, drop_last=drop_last), DataLoader(samples, size, drop_last=drop_last)
        assert len(mine) == len(theirs)
        for one, other in zip(mine, theirs, strict=True):
            assert all(torch.equal(a, b) and a.dtype is b.dtype for a, b in zip(one, other, strict=True))
        order = torch.randperm(count, generator=torch.Generator().manual_seed(count)).tolist()
        shuffled = own(samples, size, True, generator=torch.Generator().manual_seed(count))
        assert [i for batch in shuffled for i in batch[2].tolist()] == order


def test_cifar_batches(tmp_path: Path) -> None:
    """The small set reads as torchvision's CIFAR10 reads it."""
    from torchvision.datasets import CIFAR10

    class Unchecked(CIFAR10):
        """Reads files that are not the real ones."""

        def _check_integrity(self) -> bool:
            return True

        def _load_meta(self) -> None:
            self.classes: list = []

    make_small(tmp_path)
    root = tmp_path / SMALL
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy 2 warns of the old module name inside the files
        for train in (True, False):
            own, theirs = reference("cifar_batches").CIFARBatches(root, train), Unchecked(root, train)
            assert len(own) == len(theirs) > 0
            for index in range(0, len(own), 17):
                (image, label), (other, right) = own[index], theirs[index]
                assert (image.mode, image.size, image.tobytes(), label) == ("RGB", (32, 32), other.tobytes(), right)

"""Public examples of 02_data/image_folder, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='dataset.classes')
def test_example_1(example):
    example((
        'import tempfile, pathlib',
        'from PIL import Image',
        'root = pathlib.Path(tempfile.mkdtemp())',
        'for name in ("ants/b.PNG", "ants/a.jpg", "bees/c.png"):\n    (root / name).parent.mkdir(exist_ok=True)\n    Image.new("RGB", (4, 2)).save(root / name)',
        'dataset = ImageFolderDataset(root)',
        'dataset.classes',
    ), gives=['ants', 'bees'])


@criterion(title='[label for image, label in dataset]')
def test_example_2(example):
    example((
        'import tempfile, pathlib',
        'from PIL import Image',
        'root = pathlib.Path(tempfile.mkdtemp())',
        'for name in ("ants/b.PNG", "ants/a.jpg", "bees/c.png"):\n    (root / name).parent.mkdir(exist_ok=True)\n    Image.new("RGB", (4, 2)).save(root / name)',
        'dataset = ImageFolderDataset(root)',
        '[label for image, label in dataset]',
    ), gives=[0, 0, 1])


@criterion(title='dataset[0][0].size')
def test_example_3(example):
    example((
        'import tempfile, pathlib',
        'from PIL import Image',
        'root = pathlib.Path(tempfile.mkdtemp())',
        'for name in ("ants/b.PNG", "ants/a.jpg", "bees/c.png"):\n    (root / name).parent.mkdir(exist_ok=True)\n    Image.new("RGB", (4, 2)).save(root / name)',
        'dataset = ImageFolderDataset(root)',
        'dataset[0][0].size',
    ), gives=(4, 2))

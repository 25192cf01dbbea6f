"""Transforms as named tuples and a list that can be called: their settings are their elements."""

from functools import reduce
from typing import NamedTuple, Any

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F


class Sized:
    def __init__(self, size, generator=None):
        self.height, self.width = (size, size) if isinstance(size, int) else size
        self.generator = generator


class ToTensor:
    def __call__(self, picture):
        array = np.asarray(picture)
        if array.ndim not in (2, 3):
            raise ValueError(f"{array.ndim}-D")
        x = torch.from_numpy(np.atleast_3d(array).transpose(2, 0, 1).copy())
        return x.div(255) if x.dtype is torch.uint8 else x


class Normalize:
    def __init__(self, mean, std):
        self.mean, self.std = torch.tensor(mean, dtype=torch.float64), torch.tensor(std, dtype=torch.float64)
        if (self.std == 0).any() or self.mean.shape != self.std.shape:
            raise ValueError(std)

    def __call__(self, x):
        if len(x) != len(self.mean):
            raise ValueError(len(x))
        return (x - self.mean[:, None, None].to(x)) / self.std[:, None, None].to(x)


class CenterCrop(Sized):
    def __call__(self, x):
        for axis, size in (-1, self.width), (-2, self.height):
            lack = size - x.shape[axis]
            if lack > 0:
                before = [lack // 2, lack - lack // 2]
                x = F.pad(x, before if axis == -1 else [0, 0] + before)
            else:
                x = x.narrow(axis, round(-lack / 2), size)
        return x


class RandomCrop(Sized):
    def __call__(self, picture):
        pil = isinstance(picture, Image.Image)
        height, width = picture.size[::-1] if pil else picture.shape[-2:]
        free = torch.tensor([height - self.height, width - self.width])
        if (free < 0).any():
            raise ValueError(f"{height}x{width}")
        top, left = (torch.rand(2, generator=self.generator, dtype=torch.float64) * (free + 1)).long().tolist()
        if pil:
            return picture.crop((left, top, left + self.width, top + self.height))
        return picture[..., top : top + self.height, left : left + self.width]


class RandomHorizontalFlip(NamedTuple):
    p: float = 0.5
    generator: Any = None

    def __call__(self, picture):
        if not torch.bernoulli(torch.tensor(float(self.p)), generator=self.generator):
            return picture
        return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if isinstance(picture, Image.Image) else picture.flip(-1)


class Resize(NamedTuple):
    size: Any

    def __call__(self, picture):
        if isinstance(self.size, int):
            size = [int(self.size * side / min(picture.size)) for side in picture.size]
        else:
            size = self.size[::-1]
        return picture if tuple(size) == picture.size else picture.resize(size, resample=Image.Resampling.BILINEAR)


class Compose(NamedTuple):
    transforms: Any

    def __call__(self, picture):
        return reduce(lambda value, step: step(value), self.transforms, picture)

"""Functions that return functions, and one place for all random numbers."""
from functools import reduce

import numpy as np
import torch
from PIL import Image, ImageOps


def ToTensor():
    def transform(picture):
        array = np.asarray(picture)
        if array.ndim == 2:
            array = array[..., None]
        if array.ndim != 3:
            raise ValueError(array.shape)
        scale = np.float32(1 / 255) if array.dtype == np.uint8 else None
        moved = np.moveaxis(array, -1, 0)
        return torch.from_numpy(moved.astype(np.float32) / np.float32(255) if scale else moved.copy())

    return transform


def Normalize(mean, std):
    if len(mean) != len(std) or not all(std):
        raise ValueError("std")

    def transform(x):
        if x.size(0) != len(mean):
            raise ValueError(f"{x.size(0)} channels")
        return x.sub(x.new_tensor(mean).view(-1, 1, 1)).div(x.new_tensor(std).view(-1, 1, 1))

    return transform


def _sides(size):
    return (size, size) if isinstance(size, int) else tuple(size)


def CenterCrop(size):
    want = _sides(size)

    def transform(x):
        out = x.new_zeros(x.shape[0], *want)
        target, source = [slice(None)], [slice(None)]
        for have, wanted in zip(x.shape[1:], want):
            if have >= wanted:
                rest = have - wanted
                start = rest // 2 + (rest % 4 == 3)
                source.append(slice(start, start + wanted))
                target.append(slice(None))
            else:
                start = (wanted - have) // 2
                source.append(slice(None))
                target.append(slice(start, start + have))
        out[tuple(target)] = x[tuple(source)]
        return out

    return transform


def RandomCrop(size, generator=None):
    height, width = _sides(size)

    def transform(picture):
        tensor = torch.is_tensor(picture)
        rows, columns = picture.shape[1:] if tensor else (picture.height, picture.width)
        places = (rows - height + 1) * (columns - width + 1)
        if rows < height or columns < width:
            raise ValueError("too small")
        top, left = divmod(torch.randint(places, (1,), generator=generator).item(), columns - width + 1)
        if tensor:
            return picture.narrow(1, top, height).narrow(2, left, width)
        return picture.crop((left, top, left + width, top + height))

    return transform


def RandomHorizontalFlip(p=0.5, generator=None):
    def transform(picture):
        if not torch.bernoulli(torch.tensor(float(p)), generator=generator):
            return picture
        return torch.fliplr(picture.movedim(0, -1)).movedim(-1, 0) if torch.is_tensor(picture) else ImageOps.mirror(picture)

    return transform


def Resize(size):
    def transform(picture):
        if isinstance(size, int):
            short = min(picture.size)
            target = tuple(size if side == short else int(size * side / short) for side in picture.size)
        else:
            target = tuple(reversed(size))
        return picture.resize(target, resample=Image.Resampling.BILINEAR)

    return transform


def Compose(transforms):
    return lambda picture: reduce(lambda x, transform: transform(x), transforms, picture)

"""Every transform is an nn.Module; gather instead of slices."""
import numpy as np
import torch
from PIL import Image
from torch import nn


class TooSmall(ValueError):
    pass


class ToTensor(nn.Module):
    def forward(self, picture):
        if isinstance(picture, Image.Image):
            channels = len(picture.getbands())
            data = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
            x = data.view(picture.height, picture.width, channels)
        else:
            x = torch.tensor(picture)
        if x.dim() == 2:
            x = x.unsqueeze(2)
        if x.dim() != 3:
            raise ValueError("dimensions")
        x = x.permute(2, 0, 1).contiguous()
        return x.div(255) if x.dtype is torch.uint8 else x


class Normalize(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean, dtype=torch.float64).reshape(-1, 1, 1))
        self.register_buffer("std", torch.tensor(std, dtype=torch.float64).reshape(-1, 1, 1))
        if (self.std == 0).any() or len(self.mean) != len(self.std):
            raise ValueError("std")

    def forward(self, x):
        if len(self.mean) != x.shape[-3]:
            raise ValueError("channels")
        return (x - self.mean.to(x)) / self.std.to(x)


def pair(size):
    return [size] * 2 if isinstance(size, int) else list(size)


class CenterCrop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = pair(size)

    def forward(self, x):
        for axis, wanted in zip((-2, -1), self.size):
            have = x.shape[axis]
            lack = max(0, wanted - have)
            shape = list(x.shape)
            zeros = []
            for part in (lack // 2, lack - lack // 2):
                shape[axis] = part
                zeros.append(torch.zeros(shape, dtype=x.dtype, device=x.device))
            x = torch.cat([zeros[0], x, zeros[1]], axis)
            start = round((x.shape[axis] - wanted) / 2)
            x = x.index_select(axis, torch.arange(start, start + wanted, device=x.device))
        return x


class RandomCrop(nn.Module):
    def __init__(self, size, generator=None):
        super().__init__()
        self.size, self.generator = pair(size), generator

    def forward(self, picture):
        sides = list(picture.shape[-2:]) if isinstance(picture, torch.Tensor) else [picture.height, picture.width]
        if any(side < wanted for side, wanted in zip(sides, self.size)):
            raise TooSmall(sides, self.size)
        draws = torch.rand(2, dtype=torch.float64, generator=self.generator)
        top, left = (int(d * (side - wanted + 1)) for d, side, wanted in zip(draws.tolist(), sides, self.size))
        if isinstance(picture, torch.Tensor):
            return picture[..., top:, left:][..., : self.size[0], : self.size[1]]
        return picture.crop((left, top, left + self.size[1], top + self.size[0]))


class RandomHorizontalFlip(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        self.p, self.generator = p, generator

    def forward(self, picture):
        if torch.rand(1, generator=self.generator) < self.p:
            if isinstance(picture, torch.Tensor):
                return picture[..., torch.arange(picture.shape[-1] - 1, -1, -1, device=picture.device)]
            return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return picture


class Resize(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, picture):
        width, height = picture.size
        if isinstance(self.size, int):
            if min(width, height) == self.size:
                return picture
            factor = self.size, min(width, height)
            size = [int(factor[0] * height / factor[1]), int(factor[0] * width / factor[1])]
        else:
            size = self.size
        return picture.resize((size[1], size[0]), Image.Resampling.BILINEAR)


class Compose(nn.Module):
    def __init__(self, transforms):
        super().__init__()
        self.transforms = list(transforms)

    def forward(self, picture):
        for transform in self.transforms:
            picture = transform(picture)
        return picture

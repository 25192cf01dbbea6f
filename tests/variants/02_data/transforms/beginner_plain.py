# loops and ifs
import numpy as np
import torch
from PIL import Image

class ToTensor:
    def __call__(self, pic):
        arr = np.asarray(pic)
        if arr.ndim == 2:
            arr = arr.reshape(arr.shape[0], arr.shape[1], 1)
        if arr.ndim != 3:
            raise ValueError("not an image")
        channels = []
        for c in range(arr.shape[2]):
            channels.append(torch.tensor(arr[:, :, c].copy()))
        t = torch.stack(channels)
        if arr.dtype == np.uint8:
            t = t.float() / 255.0
        return t

class Normalize:
    def __init__(self, mean, std):
        self.mean = mean
        self.std = std
    def __call__(self, x):
        if len(self.mean) != x.shape[0] or len(self.std) != x.shape[0]:
            raise ValueError("wrong length")
        out = []
        for c in range(x.shape[0]):
            if self.std[c] == 0:
                raise ValueError("std is zero")
            out.append((x[c] - self.mean[c]) / self.std[c])
        return torch.stack(out)

def two(size):
    if isinstance(size, int):
        return size, size
    return size[0], size[1]

class CenterCrop:
    def __init__(self, size):
        self.h, self.w = two(size)
    def __call__(self, x):
        c, h, w = x.shape
        if h < self.h:
            before = (self.h - h) // 2
            after = self.h - h - before
            x = torch.cat([torch.zeros(c, before, w).to(x), x, torch.zeros(c, after, w).to(x)], dim=1)
            h = self.h
        if w < self.w:
            before = (self.w - w) // 2
            after = self.w - w - before
            x = torch.cat([torch.zeros(c, h, before).to(x), x, torch.zeros(c, h, after).to(x)], dim=2)
            w = self.w
        top = int(round((h - self.h) / 2.0))
        left = int(round((w - self.w) / 2.0))
        return x[:, top:top + self.h, left:left + self.w]

def size_of(img):
    if isinstance(img, Image.Image):
        return img.height, img.width
    return img.shape[1], img.shape[2]

class RandomCrop:
    def __init__(self, size, generator=None):
        self.h, self.w = two(size)
        self.generator = generator
    def __call__(self, img):
        h, w = size_of(img)
        if h < self.h:
            raise ValueError("not high enough")
        if w < self.w:
            raise ValueError("not wide enough")
        i = torch.randint(0, h - self.h + 1, (1,), generator=self.generator).item()
        j = torch.randint(0, w - self.w + 1, (1,), generator=self.generator).item()
        if isinstance(img, Image.Image):
            return img.crop((j, i, j + self.w, i + self.h))
        return img[:, i:i + self.h, j:j + self.w]

class RandomHorizontalFlip:
    def __init__(self, p=0.5, generator=None):
        self.p = p
        self.generator = generator
    def __call__(self, img):
        if torch.rand(1, generator=self.generator).item() < self.p:
            if isinstance(img, Image.Image):
                return img.transpose(Image.FLIP_LEFT_RIGHT)
            return torch.flip(img, dims=[2])
        return img

class Resize:
    def __init__(self, size):
        self.size = size
    def __call__(self, img):
        if isinstance(self.size, int):
            if img.width < img.height:
                new = (self.size, int(self.size * img.height / img.width))
            else:
                new = (int(self.size * img.width / img.height), self.size)
        else:
            new = (self.size[1], self.size[0])
        return img.resize(new, Image.BILINEAR)

class Compose:
    def __init__(self, transforms):
        self.transforms = transforms
    def __call__(self, x):
        for t in self.transforms:
            x = t(x)
        return x

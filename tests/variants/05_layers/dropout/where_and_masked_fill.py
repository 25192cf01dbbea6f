# masked_fill; a mask from rand_like; modes by overriding train
import torch
from torch import nn


class NoProbability(ValueError):
    pass


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = self.checked(p)
        self.active = True

    @staticmethod
    def checked(p):
        if p > 1 or p < 0:
            raise NoProbability(p)
        return p

    def train(self, mode=True):
        self.active = mode
        return super().train(mode)

    def forward(self, x):
        if not self.active or self.p == 0:
            return x.clone()
        if self.p >= 1:
            return torch.zeros_like(x)
        drop = torch.rand_like(x, dtype=torch.float32) < self.p
        return x.masked_fill(drop, 0).div(1 - self.p)

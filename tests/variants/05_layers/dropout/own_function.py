# an autograd function that remembers its mask
import torch
from torch import nn


class Drop(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, p):
        mask = (torch.rand(x.shape, dtype=torch.float64, device=x.device) > p).to(x.dtype) / max(1 - p, 1e-12)
        ctx.save_for_backward(mask)
        return mask * x

    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0], None


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        assert_probability(p)
        self.p = float(p)

    def forward(self, x):
        return Drop.apply(x, self.p) if self.training else x


def assert_probability(p):
    if p != min(max(p, 0), 1):
        raise ValueError(str(p))

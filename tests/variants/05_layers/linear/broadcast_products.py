# products that broadcast, added up; addmm-free; flatten by repeated joins of two axes
import torch
from torch import nn


def flatten(x, start_dim=1, end_dim=-1):
    n = x.dim()
    if not (-n <= start_dim < n and -n <= end_dim < n):
        raise ValueError(f"x has {n} axes, not {start_dim} and {end_dim}")
    start, end = (start_dim + n) % n, (end_dim + n) % n
    if start > end:
        raise ValueError("nothing between %d and %d" % (start_dim, end_dim))
    while end > start:
        s = x.shape
        x = x.reshape(s[:start] + (s[start] * s[start + 1],) + s[start + 2:])
        end -= 1
    return x


class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        both = torch.distributions.Uniform(-1.0, 1.0).sample((out_features, in_features + 1)) / in_features ** 0.5
        self.weight = nn.Parameter(both[:, 1:].clone())
        self.bias = nn.Parameter(both[:, 0].clone()) if bias else None

    def forward(self, x):
        out, width = self.weight.size()
        if x.size()[-1] != width:
            raise ValueError(f"width {x.size()[-1]}")
        y = (x.unsqueeze(-2) * self.weight).sum(dim=-1)
        return y + (self.bias if self.bias is not None else 0)

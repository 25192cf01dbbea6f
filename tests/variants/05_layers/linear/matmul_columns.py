# a row of ones for the bias, matmul from the left, unflatten's relatives
import torch
from torch import nn, matmul


def flatten(x, start_dim=1, end_dim=-1):
    shape = list(x.size())
    for d in [start_dim, end_dim]:
        if d >= len(shape) or d < -len(shape):
            raise ValueError(d)
    a = start_dim if start_dim >= 0 else len(shape) + start_dim
    b = end_dim if end_dim >= 0 else len(shape) + end_dim
    if a > b:
        raise ValueError([start_dim, end_dim])
    shape[a:b + 1] = [torch.tensor(shape[a:b + 1]).prod().item()]
    return torch.reshape(x, shape)


class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        k = in_features ** -.5
        self.weight = nn.parameter.Parameter(torch.zeros(out_features, in_features))
        self.bias = nn.parameter.Parameter(torch.zeros(out_features)) if bias else None
        for p in self.parameters():
            nn.init.uniform_(p, a=-k, b=k)

    def forward(self, x):
        if self.weight.shape[1] != x.shape[-1]:
            raise ValueError("%s into %s" % (tuple(x.shape), tuple(self.weight.shape)))
        y = matmul(self.weight, x.unsqueeze(-1)).squeeze(-1)
        return y if self.bias is None else torch.add(y, self.bias)

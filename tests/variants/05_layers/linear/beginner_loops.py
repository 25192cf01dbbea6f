# explicit loops over rows and outputs
import math

import torch
from torch import nn


def flatten(x, start_dim=1, end_dim=-1):
    dims = x.dim()
    if start_dim < 0:
        start_dim = start_dim + dims
    if end_dim < 0:
        end_dim = end_dim + dims
    if start_dim < 0 or end_dim < 0 or start_dim >= dims or end_dim >= dims:
        raise ValueError("this dimension does not exist")
    if start_dim > end_dim:
        raise ValueError("start after end")
    shape = []
    size = 1
    for i in range(dims):
        if i < start_dim or i > end_dim:
            shape.append(x.shape[i])
        else:
            size = size * x.shape[i]
            if i == end_dim:
                shape.append(size)
    return x.reshape(shape)


class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super(Linear, self).__init__()
        self.in_features = in_features
        self.out_features = out_features
        k = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter((torch.rand(out_features, in_features) * 2 - 1) * k)
        if bias:
            self.bias = nn.Parameter((torch.rand(out_features) * 2 - 1) * k)
        else:
            self.bias = None

    def forward(self, x):
        if x.shape[-1] != self.in_features:
            raise ValueError("wrong width: " + str(x.shape[-1]))
        rows = x.reshape(-1, self.in_features)
        result = []
        for row in rows:
            outputs = []
            for o in range(self.out_features):
                total = (row * self.weight[o]).sum()
                if self.bias is not None:
                    total = total + self.bias[o]
                outputs.append(total)
            result.append(torch.stack(outputs))
        result = torch.stack(result)
        return result.reshape(list(x.shape[:-1]) + [self.out_features])

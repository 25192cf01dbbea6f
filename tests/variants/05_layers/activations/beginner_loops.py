# explicit loops, number by number, collected with torch.stack
import math

import torch


def apply_to_each(x, f):
    flat = x.reshape(-1)
    results = []
    for i in range(len(flat)):
        results.append(f(flat[i]))
    return torch.stack(results).reshape(x.shape)


def relu(x, inplace=False):
    def one(v):
        if v < 0:
            return v * 0
        return v

    result = apply_to_each(x, one)
    if inplace:
        x[...] = result
        return x
    return result


def leaky_relu(x, negative_slope=0.01):
    def one(v):
        if v < 0:
            return v * negative_slope
        return v

    return apply_to_each(x, one)


def sigmoid(x):
    def one(v):
        if v >= 0:
            return 1 / (1 + torch.exp(-v))
        return torch.exp(v) / (1 + torch.exp(v))

    return apply_to_each(x, one)


def tanh(x):
    def one(v):
        if v >= 0:
            e = torch.exp(-2 * v)
            return (1 - e) / (1 + e)
        e = torch.exp(2 * v)
        return (e - 1) / (e + 1)

    return apply_to_each(x, one)


def softmax(x, dim):
    if dim < -x.dim() or dim > x.dim() - 1:
        raise ValueError("no such dimension: " + str(dim))
    slices = torch.unbind(x, dim)
    biggest = slices[0]
    for s in slices:
        biggest = torch.maximum(biggest, s)
    total = 0
    powers = []
    for s in slices:
        p = torch.exp(s - biggest)
        powers.append(p)
        total = total + p
    return torch.stack([p / total for p in powers], dim)

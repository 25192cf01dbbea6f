# arithmetic: absolute values, expm1, the naive sigmoid (inf in a denominator is 0), near relatives of the five
import torch
import torch.nn.functional as F


class NoSuchDimension(ValueError):
    pass


def relu(x: torch.Tensor, inplace: bool = False) -> torch.Tensor:
    return torch.clamp(x, min=0, out=x) if inplace else F.threshold(x, 0, 0)


def leaky_relu(x, negative_slope=0.01):
    return x.clamp(min=0) + negative_slope * x.clamp(max=0)


def sigmoid(x):
    return (1 + (-x).exp()).reciprocal()


def tanh(x):
    e = torch.expm1(-2 * abs(x))
    return -x.sign() * e / (2 + e)


def softmax(x, dim):
    try:
        rows = x.movedim(dim, -1)
    except IndexError as error:
        raise NoSuchDimension(str(error)) from error
    e = (rows - rows.max(-1, keepdim=True).values.detach()).exp()
    return (e / e.sum(-1).unsqueeze(-1)).movedim(-1, dim)

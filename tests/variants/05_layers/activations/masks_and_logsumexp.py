# masks, max as a method, softmax by logsumexp, tanh by sigmoid
import torch


def relu(x, inplace=False):
    y = x if inplace else x.clone()
    y[y < 0] = 0
    return y


def leaky_relu(x, negative_slope=0.01):
    return torch.maximum(x, x * negative_slope)


def sigmoid(x):
    return torch.exp(-torch.logaddexp(torch.zeros_like(x), -x))


def tanh(x):
    return 2 * sigmoid(2 * x) - 1


def softmax(x, dim):
    if dim not in range(-x.ndim, x.ndim):
        raise ValueError(dim)
    return torch.exp(x - torch.logsumexp(x, dim, keepdim=True))

# autograd functions with backwards of their own
import torch


class Relu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, slope):
        ctx.save_for_backward(x)
        ctx.slope = slope
        return torch.where(x > 0, x, (x * slope).to(x.dtype))

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, g, g * ctx.slope), None


class Squash(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.where(x < 0, x.exp() / (x.exp() + 1), 1 / (1 + torch.exp(-x)))
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * y * (1 - y)


def relu(x, inplace=False):
    if inplace:
        with torch.no_grad():
            x.copy_(Relu.apply(x, 0))
        return x
    return Relu.apply(x, 0)


def leaky_relu(x, negative_slope=0.01):
    return Relu.apply(x, negative_slope)


def sigmoid(x):
    return Squash.apply(x)


def tanh(x):
    return Squash.apply(x * 2) * 2 - 1


def softmax(x, dim):
    if dim >= x.ndim or dim < -x.ndim:
        raise ValueError(f"dim {dim} of {x.ndim}")
    x = x - torch.max(x, dim, True)[0]
    return x.exp() / x.exp().sum(dim=dim, keepdim=True)

# one scale and one shift a channel; mean of squares; .data for the statistics
import torch
from torch import nn, Tensor


class WrongShape(ValueError):
    pass


class BatchNorm2d(nn.Module):
    num_batches_tracked: Tensor

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True):
        super().__init__()
        self.channels = num_features
        self.eps = eps
        self.momentum = momentum
        self.weight = self.bias = None
        if affine:
            self.weight = nn.Parameter(torch.empty(num_features).fill_(1))
            self.bias = nn.Parameter(torch.empty(num_features).fill_(0))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.zeros(num_features) + 1)
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def statistics(self, x):
        if not self.training:
            return self.running_mean, self.running_var
        n = x.shape[0] * x.shape[2] * x.shape[3]
        if n <= 1:
            raise WrongShape("more than one value a channel is needed in training")
        mean = x.mean((0, 2, 3))
        var = (x - mean.reshape(1, -1, 1, 1)).square().mean((0, 2, 3))
        m = self.momentum
        self.running_mean.data = self.running_mean.data * (1 - m) + mean.data * m
        self.running_var.data = self.running_var.data * (1 - m) + var.data * (m * n / (n - 1))
        self.num_batches_tracked.data = self.num_batches_tracked.data + 1
        return mean, var

    def forward(self, x):
        if x.ndim != 4:
            raise WrongShape(f"{x.ndim} dimensions")
        if x.shape[1] != self.channels:
            raise WrongShape(f"{x.shape[1]} channels")
        mean, var = self.statistics(x)
        scale = 1 / torch.sqrt(var + self.eps)
        shift = -mean * scale
        if self.weight is not None:
            scale, shift = scale * self.weight, shift * self.weight + self.bias
        return x * scale.view(-1, 1, 1) + shift.view(-1, 1, 1)

# a loop over the channels; buffers reassigned; statistics by hand
import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True):
        super(BatchNorm2d, self).__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        if affine:
            self.weight = nn.Parameter(torch.ones(num_features))
            self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.zeros((), dtype=torch.long))

    def forward(self, x):
        if len(x.shape) != 4:
            raise ValueError("expected 4 dimensions")
        N, C, H, W = x.shape
        if C != self.num_features:
            raise ValueError("expected " + str(self.num_features) + " channels")
        if self.training and N * H * W == 1:
            raise ValueError("too few values")
        new_mean = self.running_mean.clone()
        new_var = self.running_var.clone()
        channels = []
        for c in range(C):
            values = x[:, c]
            if self.training:
                n = N * H * W
                mean = values.sum() / n
                var = ((values - mean) ** 2).sum() / n
                with torch.no_grad():
                    new_mean[c] = (1 - self.momentum) * new_mean[c] + self.momentum * mean
                    new_var[c] = (1 - self.momentum) * new_var[c] + self.momentum * var * n / (n - 1)
            else:
                mean = self.running_mean[c]
                var = self.running_var[c]
            y = (values - mean) / torch.sqrt(var + self.eps)
            if self.affine:
                y = y * self.weight[c] + self.bias[c]
            channels.append(y)
        if self.training:
            self.running_mean = new_mean
            self.running_var = new_var
            self.num_batches_tracked += 1
        return torch.stack(channels, dim=1)

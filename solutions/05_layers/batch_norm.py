# Check your work: make check EX=batch_norm
"""Batch norm by hand: bring each channel to mean 0 and variance 1, then let the network scale and shift it as it likes.

Layers learn faster when their inputs keep the same range, whatever the layers before them do.

`BatchNorm2d(num_features, eps=1e-5, momentum=0.1, affine=True)` takes [N, C, H, W] with C = num_features and returns the same
shape. It gives (x - mean) / sqrt(variance + eps), for each channel by itself, then times `weight` plus `bias` of the channel.

In training mode mean and variance are those of the batch: over all N*H*W numbers of a channel, divided by N*H*W. Gradients
flow through both. In eval mode they are the running mean and variance, so that a picture's result depends on that picture alone.

Each call in training mode moves the running statistics: running = (1 - momentum) * running + momentum * batch's. The variance
that goes in there is the unbiased one, divided by N*H*W - 1. Eval mode changes nothing. No graph is kept in the statistics.

`state_dict()` holds what PyTorch's holds, so that weights can go from one to the other: the parameters `weight` (starts at 1)
and `bias` (starts at 0), both [C] and only with affine=True, and the buffers `running_mean` (starts at 0), `running_var`
(starts at 1), both [C], and `num_batches_tracked`, a whole number of calls in training mode (int64, starts at 0).

Another number of dimensions or channels is a ValueError, and in training mode also a batch with a single value for each
channel: it has no variance. Then no statistic has changed. The result has the dtype and device of `x` (and of the layer), `x`
is not changed and may lie in memory in any order.

PyTorch's own normalisations (batch, group, layer, instance norm) are forbidden, in every spelling, also as a base class; `mean`
and `var` are welcome.

Example:

    >>> BatchNorm2d(1, eps=0)(torch.tensor([[[[1., 3.]]], [[[1., 3.]]]]))
    tensor([[[[-1., 1.]]], [[[-1., 1.]]]])
    >>> BatchNorm2d(1, eps=0).eval()(torch.tensor([[[[1., 3.]]]]))
    tensor([[[[1., 3.]]]])
    >>> list(BatchNorm2d(1, affine=False).state_dict())
    ['running_mean', 'running_var', 'num_batches_tracked']
"""

import torch
from torch import nn


class BatchNorm2d(nn.Module):
    """[N, C, H, W] -> [N, C, H, W], each channel normalised."""

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = True) -> None:
        """Make the parameters and the running statistics."""
        super().__init__()
        ### BEGIN SOLUTION
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features)) if affine else None
        self.bias = nn.Parameter(torch.zeros(num_features)) if affine else None
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))
        ### END SOLUTION

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise by the batch's statistics in training mode, by the running ones in eval mode."""
        ### BEGIN SOLUTION
        if x.ndim != 4 or x.shape[1] != self.num_features:
            raise ValueError(f"the input is [N, {self.num_features}, H, W], not {tuple(x.shape)}")
        mean, variance = self.running_mean, self.running_var
        if self.training:
            count = x.numel() // self.num_features  # N * H * W
            if count == 1:
                raise ValueError(f"one value for each channel has no variance: {tuple(x.shape)}")
            mean = x.mean(dim=(0, 2, 3))  # [C]
            variance = x.var(dim=(0, 2, 3), unbiased=False)  # [C]
            _remember(self, mean.detach(), variance.detach() * count / (count - 1))
        scale = torch.rsqrt(variance + self.eps)
        result = (x - mean[:, None, None]) * scale[:, None, None]  # [C, 1, 1] against [N, C, H, W]
        if self.weight is None:
            return result
        return result * self.weight[:, None, None] + self.bias[:, None, None]
        ### END SOLUTION


### BEGIN SOLUTION
def _remember(norm: BatchNorm2d, mean: torch.Tensor, variance: torch.Tensor) -> None:
    """Move the running statistics towards the batch's."""
    norm.running_mean.mul_(1 - norm.momentum).add_(mean * norm.momentum)
    norm.running_var.mul_(1 - norm.momentum).add_(variance * norm.momentum)
    norm.num_batches_tracked.add_(1)


### END SOLUTION

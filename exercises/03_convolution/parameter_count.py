# Check your work: make check EX=parameter_count
"""How many numbers does a layer learn? A convolution has surprisingly few: its kernels are the same at every position.

Count by hand first, by formula, and then let a model count itself.

1. `conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1)`: those of a two-dimensional convolution.
   `kernel_size` is an int or a pair (height, width). Each filter has a kernel for each channel that it sees, in_channels / groups
   of them, and one bias, or none with bias=False. One 3x3 filter over 3 channels has 3*3*3 + 1 = 28.
2. `linear_parameters(in_features, out_features, bias=True)`: those of a linear layer.
3. `count_parameters(model, trainable_only=False)`: all parameters of any model, or only those that are trained (`requires_grad`).
   Its parameters are all those that it holds, however deep. A parameter that is used in two places counts once; buffers, as the
   running statistics of batch norm, are no parameters.

All three return a plain int. A number below 0, 0 groups, a tuple that is no pair, channels that can't be cut into the groups,
in or out: ValueError.

Example:

    >>> conv_parameters(3, 1, 3)
    28
    >>> conv_parameters(3, 6, (3, 5), bias=False)
    270
    >>> conv_parameters(4, 6, 3, groups=2)
    114
    >>> linear_parameters(1024, 64)
    65600
    >>> count_parameters(torch.nn.Sequential(torch.nn.Conv2d(3, 1, 3), torch.nn.BatchNorm2d(1)))
    30
"""

import torch


def conv_parameters(
    in_channels: int, out_channels: int, kernel_size: int | tuple[int, int], bias: bool = True, groups: int = 1
) -> int:
    """Return the number of parameters of a two-dimensional convolution."""
    raise NotImplementedError("Your code goes here")


def linear_parameters(in_features: int, out_features: int, bias: bool = True) -> int:
    """Return the number of parameters of a linear layer."""
    raise NotImplementedError("Your code goes here")


def count_parameters(model: torch.nn.Module, trainable_only: bool = False) -> int:
    """Return the number of a model's parameters, or of those that are trained."""
    raise NotImplementedError("Your code goes here")

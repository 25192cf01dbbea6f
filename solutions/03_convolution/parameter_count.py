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
    ### BEGIN SOLUTION
    kh, kw = _pair(kernel_size)
    if min(in_channels, out_channels, kh, kw, groups) < 1:
        raise ValueError(f"all start at 1: {in_channels} and {out_channels} channels, kernel {kernel_size}, {groups} groups")
    if in_channels % groups or out_channels % groups:
        raise ValueError(f"{in_channels} and {out_channels} channels can't be cut into {groups} groups")
    one_filter = in_channels // groups * kh * kw
    return out_channels * (one_filter + (1 if bias else 0))
    ### END SOLUTION


def linear_parameters(in_features: int, out_features: int, bias: bool = True) -> int:
    """Return the number of parameters of a linear layer."""
    ### BEGIN SOLUTION
    if min(in_features, out_features) < 1:
        raise ValueError(f"a layer has at least one feature: {in_features}, {out_features}")
    return out_features * (in_features + (1 if bias else 0))
    ### END SOLUTION


def count_parameters(model: torch.nn.Module, trainable_only: bool = False) -> int:
    """Return the number of a model's parameters, or of those that are trained."""
    ### BEGIN SOLUTION
    return sum(
        parameter.numel()
        for parameter in model.parameters()  # each object once, buffers not at all
        if parameter.requires_grad or not trainable_only
    )
    ### END SOLUTION


### BEGIN SOLUTION
def _pair(value):
    pair = (value, value) if isinstance(value, int) else tuple(value)
    if len(pair) != 2:
        raise ValueError(f"an int or (height, width), not {value}")
    return pair


### END SOLUTION

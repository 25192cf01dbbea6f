# Check your work: make check EX=avg_pool2d
"""Average pooling by hand: the mean under a window that moves over each channel by itself.

It makes feature maps smaller and smoother. Over the whole map it makes one number of each channel: many networks end so.

1. `avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True)`: `x` is [N, C, H, W] or
   [C, H, W]; kernel, stride and padding are an int or a pair (height, width). The stride defaults to the kernel.
2. `global_avg_pool2d(x)`: the mean of each channel, [N, C, H, W] -> [N, C, 1, 1].

Padding counts as 0. By default it also counts in the divisor: a window of 3x3 is divided by 9, wherever it lies. With
count_include_pad=False the divisor is the number of positions inside the input.

In ceil mode the last window may hang over the edge; as in max pooling it must start inside the input or its left padding. What
hangs over even the padding never counts: it adds nothing, neither to the sum nor to the divisor.

Results have the dtype and device of `x`, and gradients flow through them. `x` may lie in memory in any order, and is not changed.

Kernel or stride below 1, padding below 0 or over half of the kernel, a tuple that is no pair, a window that does not fit, and an
input with neither 3 nor 4 dimensions are ValueErrors, as is one without exactly 4 in `global_avg_pool2d`.

PyTorch's pooling operations, in every spelling, are forbidden here, and its convolutions as well (with equal weights they average
too): build it from indexing, slicing, `sum`, `mean`, ...

Example:

    1 2 0 3 1
    0 1 2 3 1                                          1    2     1
    1 2 1 0 0   kernel 2:  1    2     ceil_mode=True:  2.5  1.25  0.5
    5 2 3 1 1              2.5  1.25                   1.5  0.5   1
    2 1 0 1 1

    >>> avg_pool2d(torch.tensor([[[1.0, 2.0, 0.0, 3.0], [0.0, 1.0, 2.0, 3.0]]]), 2)
    tensor([[[1., 2.]]])
    >>> avg_pool2d(torch.tensor([[[2.0, 4.0, 6.0]]]), (1, 2), ceil_mode=True)
    tensor([[[3., 6.]]])
    >>> avg_pool2d(torch.tensor([[[6.0, 8.0]]]), (1, 2), padding=(0, 1))
    tensor([[[3., 4.]]])
    >>> avg_pool2d(torch.tensor([[[6.0, 8.0]]]), (1, 2), padding=(0, 1), count_include_pad=False)
    tensor([[[6., 8.]]])
    >>> global_avg_pool2d(torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
    tensor([[[[2.5]]]])
"""

import torch


def avg_pool2d(
    x: torch.Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> torch.Tensor:
    """Return the mean under each window: [N, C, H_out, W_out], or [C, H_out, W_out] for a 3-D input."""
    raise NotImplementedError("Your code goes here")


def global_avg_pool2d(x: torch.Tensor) -> torch.Tensor:
    """Return the mean of each channel: [N, C, H, W] -> [N, C, 1, 1]."""
    raise NotImplementedError("Your code goes here")

# Check your work: make check EX=max_pool2d
"""Max pooling by hand: the largest value under a window that moves over each channel by itself.

It makes feature maps smaller and keeps what stands out; which pixel exactly it was matters less afterwards.

`max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False)`: `x` is [N, C, H, W] or [C, H, W];
kernel, stride, padding and dilation are an int or a pair (height, width). The stride defaults to the kernel. The result has
the dtype and device of `x`, and gradients flow through it. `x` may lie in memory in any order, and is not changed.

Padding must never win: it counts as minus infinity, not as 0. Padding over half of the kernel is a ValueError. In ceil
mode the last window may hang over the edge, but it must start inside the input or its left padding.

Kernel, stride or dilation below 1, padding below 0, a tuple that is no pair, a window that does not fit (an output
size below 1), and an input with neither 3 nor 4 dimensions are ValueErrors too.

PyTorch's pooling operations, in every spelling, are forbidden here: build it from indexing, slicing, `maximum`, `amax`, ...

Example, kernel 3:

    1 2 0 3 1
    0 1 2 3 1
    1 2 1 0 0    ceil_mode=False -> 2    ceil_mode=True -> 2 3
    5 2 3 1 1                                              5 1
    2 1 0 1 1

    >>> image = torch.tensor([[1., 2, 0, 3, 1], [0, 1, 2, 3, 1], [1, 2, 1, 0, 0], [5, 2, 3, 1, 1], [2, 1, 0, 1, 1]])
    >>> max_pool2d(image.reshape(1, 1, 5, 5), 3)
    tensor([[[[2.]]]])
    >>> max_pool2d(image.reshape(1, 1, 5, 5), 3, ceil_mode=True)
    tensor([[[[2., 3.], [5., 1.]]]])
"""

import torch


def max_pool2d(
    x: torch.Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
) -> torch.Tensor:
    """Return the maximum under each window: [N, C, H_out, W_out], or [C, H_out, W_out] for a 3-D input."""
    raise NotImplementedError("Your code goes here")

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
    ### BEGIN SOLUTION
    if x.ndim not in (3, 4):
        raise ValueError(f"the input is [N, C, H, W] or [C, H, W], this has {x.ndim} dimensions: {tuple(x.shape)}")
    kernels, dilations, paddings = _pair(kernel_size), _pair(dilation), _pair(padding)
    strides = kernels if stride is None else _pair(stride)
    for axis in (0, 1):
        rows = _window_rows(x.shape[axis - 2], kernels[axis], strides[axis], paddings[axis], dilations[axis], ceil_mode)
        x = _maximum_along(x, axis - 2, rows.to(x.device))
    return x
    ### END SOLUTION


### BEGIN SOLUTION
def _pair(value):
    pair = (value, value) if isinstance(value, int) else tuple(value)
    if len(pair) != 2:
        raise ValueError(f"an int or (height, width), not {value}")
    return pair


def _window_rows(size, kernel, stride, padding, dilation, ceil_mode):
    """Return the input row under each tap of each window, [out, kernel]; rows outside the input are -1."""
    if min(size, kernel, stride, dilation) < 1 or padding < 0:
        raise ValueError(f"side {size}, kernel {kernel}, stride {stride}, dilation {dilation} start at 1, padding {padding} at 0")
    if padding > kernel // 2:
        raise ValueError(f"padding {padding} is over half of the kernel {kernel}")
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    out = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (out - 1) * stride >= size + padding:
        out -= 1
    if out < 1:
        raise ValueError(f"a kernel of {kernel} with dilation {dilation} does not fit into {size} with padding {padding}")
    starts = torch.arange(out)[:, None] * stride - padding  # [out, 1]
    rows = starts + torch.arange(kernel) * dilation  # [out, kernel]
    return torch.where((rows >= 0) & (rows < size), rows, -1)


def _maximum_along(x, dim, rows):
    """Return the maximum of x over the windows along one axis; a tap outside the input (-1) never wins."""
    lowest = -torch.inf if x.is_floating_point() else torch.iinfo(x.dtype).min
    taps = x.index_select(dim, rows.clamp(min=0).flatten()).unflatten(dim, rows.shape)  # [..., out, kernel, ...]
    outside = (rows < 0).reshape(*rows.shape, *(1,) * (-dim - 1))
    return taps.masked_fill(outside, lowest).amax(dim)  # `dim` counts from the end: it is the kernel axis now


### END SOLUTION

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
    ### BEGIN SOLUTION
    if x.ndim not in (3, 4):
        raise ValueError(f"the input is [N, C, H, W] or [C, H, W], this has {x.ndim} dimensions: {tuple(x.shape)}")
    kernels, paddings = _pair(kernel_size), _pair(padding)
    strides = kernels if stride is None else _pair(stride)
    counts = []
    for axis in (0, 1):
        size = x.shape[axis - 2]
        rows = _window_rows(size, kernels[axis], strides[axis], paddings[axis], ceil_mode).to(x.device)  # [out, kernel]
        inside = (rows >= 0) & (rows < size)
        counted = rows < size + paddings[axis] if count_include_pad else inside
        counts.append(counted.sum(1).to(x.dtype))  # [out]
        x = _sum_along(x, axis - 2, rows.clamp(0, size - 1), inside)
    return x / (counts[0][:, None] * counts[1])  # the divisor is [H_out, W_out]
    ### END SOLUTION


def global_avg_pool2d(x: torch.Tensor) -> torch.Tensor:
    """Return the mean of each channel: [N, C, H, W] -> [N, C, 1, 1]."""
    ### BEGIN SOLUTION
    if x.ndim != 4:
        raise ValueError(f"the input is [N, C, H, W], this has {x.ndim} dimensions: {tuple(x.shape)}")
    return x.mean(dim=(2, 3), keepdim=True)
    ### END SOLUTION


### BEGIN SOLUTION
def _pair(value):
    pair = (value, value) if isinstance(value, int) else tuple(value)
    if len(pair) != 2:
        raise ValueError(f"an int or (height, width), not {value}")
    return pair


def _window_rows(size, kernel, stride, padding, ceil_mode):
    """Return the row under each place of each window, [out, kernel]; below 0 and from `size` on it lies outside."""
    if min(size, kernel, stride) < 1 or padding < 0:
        raise ValueError(f"side {size}, kernel {kernel}, stride {stride} start at 1, padding {padding} at 0")
    if padding > kernel // 2:
        raise ValueError(f"padding {padding} is over half of the kernel {kernel}")
    room = size + 2 * padding - kernel
    out = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (out - 1) * stride >= size + padding:
        out -= 1
    if out < 1:
        raise ValueError(f"a kernel of {kernel} does not fit into {size} with padding {padding}")
    starts = torch.arange(out)[:, None] * stride - padding  # [out, 1]
    return starts + torch.arange(kernel)


def _sum_along(x, dim, rows, inside):
    """Return the sum of x over the windows along one axis; what lies outside adds 0."""
    places = x.index_select(dim, rows.flatten()).unflatten(dim, rows.shape)  # [..., out, kernel, ...]
    outside = ~inside.reshape(*inside.shape, *(1,) * (-dim - 1))
    return places.masked_fill(outside, 0).sum(dim)  # `dim` counts from the end: it is the kernel axis now


### END SOLUTION

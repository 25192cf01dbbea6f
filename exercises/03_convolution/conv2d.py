# Check your work: make check EX=conv2d
"""The whole convolution of a network, as nn.Conv2d computes it: a batch of pictures, many channels, many filters.

A filter has one kernel for each input channel. It lays all of them on at the same place and adds up everything: that is one
output channel.

`conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)`: `x` is [N, C, H, W], `weight` is [O, C/groups, kh, kw],
`bias` is [O] or None. The result is [N, O, H_out, W_out], as `conv_output_size` has it:
H_out = (H + 2*padding - dilation*(kh - 1) - 1) // stride + 1. Stride, padding and dilation are an int or a pair (height, width).

1. The kernels are not flipped, and zeros are padded on all four sides.
2. `bias` is one number for each filter, added once to each of its results.
3. With dilation d neighbouring numbers of the kernel meet pixels that lie d apart.
4. With groups the channels are cut into as many equal parts, and the filters too: filters of the first part see only the channels
   of the first part, and so on. Hence C/groups in the weight.

The result has the dtype and the device of `x`; weight and bias have its dtype. Gradients flow to all three, none of them is
changed, and they may lie in memory in any order.

An input or a weight without four dimensions, channels that do not fit the weight and the groups, filters that can't be cut into
the groups, a bias of another length than O, a kernel that does not fit into the padded input; stride, dilation or groups below 1,
padding below 0, a tuple that is no pair: ValueError.

PyTorch's convolutions, in every spelling, are forbidden here: build it from slices, products and sums (`unfold`, `einsum` and
`matmul` are welcome).

Example:

Two channels with one pixel each, and two filters; the first filter gives 1*5 + 10*7 = 75, the second one 2*5 + 0*7 = 10:

    >>> conv2d(torch.tensor([[[[5.0]], [[7.0]]]]), torch.tensor([[[[1.0]], [[10.0]]], [[[2.0]], [[0.0]]]]))
    tensor([[[[75.]], [[10.]]]])
    >>> conv2d(torch.tensor([[[[5.0]], [[7.0]]]]), torch.tensor([[[[1.0]]], [[[2.0]]]]), torch.tensor([0.5, 0.0]), groups=2)
    tensor([[[[5.5]], [[14.]]]])
    >>> conv2d(torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]]), torch.tensor([[[[1.0, 10.0]]]]), dilation=2)
    tensor([[[[31., 42.]]]])
"""

import torch


def conv2d(
    x: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> torch.Tensor:
    """Return the convolution [N, O, H_out, W_out] of x [N, C, H, W] with weight [O, C/groups, kh, kw]."""
    raise NotImplementedError("Your code goes here")

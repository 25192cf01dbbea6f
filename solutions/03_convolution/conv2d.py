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
    ### BEGIN SOLUTION
    _check_shapes(x, weight, bias, groups)
    (n, c, h, w), (o, _, kh, kw) = x.shape, weight.shape
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride), _pair(padding), _pair(dilation)
    out_h, out_w = _out_size(h, kh, sh, ph, dh), _out_size(w, kw, sw, pw, dw)
    padded = x.new_zeros(n, c, h + 2 * ph, w + 2 * pw)
    padded[:, :, ph : ph + h, pw : pw + w] = x
    padded = padded.unflatten(1, (groups, c // groups))  # [N, G, C/G, H, W]
    weight = weight.unflatten(0, (groups, o // groups))  # [G, O/G, C/G, kh, kw]
    result = x.new_zeros(n, groups, o // groups, out_h, out_w)
    for a in range(kh):
        for b in range(kw):
            # the pixels under the kernels' number [a, b], at all positions: [N, G, C/G, out_h, out_w]
            top, left = a * dh, b * dw
            pixels = padded[..., top : top + (out_h - 1) * sh + 1 : sh, left : left + (out_w - 1) * sw + 1 : sw]
            result = result + torch.einsum("ngcij,goc->ngoij", pixels, weight[..., a, b])
    result = result.flatten(1, 2)  # [N, O, out_h, out_w]
    return result if bias is None else result + bias[:, None, None]
    ### END SOLUTION


### BEGIN SOLUTION
def _pair(value):
    pair = (value, value) if isinstance(value, int) else tuple(value)
    if len(pair) != 2:
        raise ValueError(f"an int or (height, width), not {value}")
    return pair


def _check_shapes(x, weight, bias, groups):
    if x.ndim != 4 or weight.ndim != 4:
        raise ValueError(f"x is [N, C, H, W], weight [O, C/groups, kh, kw], not {tuple(x.shape)} and {tuple(weight.shape)}")
    if groups < 1 or weight.shape[0] % groups or x.shape[1] != groups * weight.shape[1]:
        raise ValueError(f"{groups} groups, {x.shape[1]} channels and a weight {tuple(weight.shape)} do not fit")
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError(f"a bias {tuple(bias.shape)} for {weight.shape[0]} filters")


def _out_size(size, kernel, stride, padding, dilation):
    if min(stride, dilation) < 1 or padding < 0:
        raise ValueError(f"stride {stride} and dilation {dilation} start at 1, padding {padding} at 0")
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if room < 0:
        raise ValueError(f"a kernel of {kernel} with dilation {dilation} does not fit into {size} with padding {padding}")
    return room // stride + 1


### END SOLUTION

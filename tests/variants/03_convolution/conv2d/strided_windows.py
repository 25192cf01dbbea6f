# windows as a strided view, groups written out as a block weight
import torch


class ShapeError(ValueError):
    pass


class Axis:
    def __init__(self, size, kernel, stride, padding, dilation):
        if stride < 1 or padding < 0 or dilation < 1:
            raise ShapeError("range")
        self.reach = dilation * (kernel - 1) + 1
        if self.reach > size + 2 * padding:
            raise ShapeError("fit")
        self.stride, self.padding, self.dilation, self.size = stride, padding, dilation, size

    def windows(self, x, dim):
        return x.unfold(dim, self.reach, self.stride)[..., ::self.dilation]


def two(v):
    v = (v, v) if isinstance(v, int) else tuple(v)
    if len(v) != 2:
        raise ShapeError("pair")
    return v


def block_weight(weight, groups):
    full = weight.new_zeros(weight.shape[0], weight.shape[1] * groups, *weight.shape[2:])
    rows, channels = weight.shape[0] // groups, weight.shape[1]
    for g in range(groups):
        full[g * rows:(g + 1) * rows, g * channels:(g + 1) * channels] = weight[g * rows:(g + 1) * rows]
    return full


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if x.ndim != 4 or weight.ndim != 4:
        raise ShapeError("ndim")
    if groups < 1 or weight.size(0) % groups != 0 or weight.size(1) * groups != x.size(1):
        raise ShapeError("channels")
    if bias is not None and (bias.ndim != 1 or bias.numel() != weight.size(0)):
        raise ShapeError("bias")
    axes = [Axis(*numbers) for numbers in zip(x.shape[2:], weight.shape[2:], two(stride), two(padding), two(dilation))]
    (high, wide) = axes
    x = torch.nn.functional.pad(x, (wide.padding, wide.padding, high.padding, high.padding))
    windows = wide.windows(high.windows(x, 2), 3)  # [N, C, OH, OW, kh, kw]
    out = torch.tensordot(windows, block_weight(weight, groups), dims=([1, 4, 5], [1, 2, 3]))
    if bias is not None:
        out = out + bias
    return out.permute(0, 3, 1, 2)

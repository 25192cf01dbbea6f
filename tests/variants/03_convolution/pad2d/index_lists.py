# Python lists of indices, index_select and masks
import torch

INDEX = {
    "reflect": lambda i, n: -i if i < 0 else 2 * n - 2 - i if i >= n else i,
    "replicate": lambda i, n: min(max(i, 0), n - 1),
    "zeros": lambda i, n: i if 0 <= i < n else -1,
    "constant": lambda i, n: i if 0 <= i < n else -1,
}


def axis(x, dim, before, after, mode, value):
    n = x.size(dim)
    if mode == "reflect" and not (before < n and after < n):
        raise ValueError("mirror")
    taken = [INDEX[mode](i, n) for i in range(-before, n + after)]
    index = torch.tensor(taken, device=x.device)
    out = x.index_select(dim, index.clamp(min=0))
    mask = (index < 0).view(-1, *[1] * (3 - dim))
    return out.masked_fill(mask, value)


def pad2d(x, padding, mode="zeros", value=0.0):
    if mode not in INDEX:
        raise ValueError(mode)
    if mode == "zeros":
        value = 0.0
    try:
        left, right, top, bottom = padding
    except TypeError:
        left, right, top, bottom = [padding] * 4
    if min(left, right, top, bottom) < 0:
        raise ValueError(padding)
    if x.ndim != 4:
        raise ValueError(x.shape)
    return axis(axis(x, 2, top, bottom, mode, value), 3, left, right, mode, value)

# windows of a padded copy; the divisor is the same sum over ones
import torch
import torch.nn.functional as F


class PoolError(ValueError):
    pass


def axis(n, k, s, p, ceil):
    if k < 1 or s < 1 or p < 0 or 2 * p > k:
        raise PoolError((k, s, p))
    out = (n + 2 * p - k + (s - 1 if ceil else 0)) // s + 1
    if ceil and (out - 1) * s >= n + p:
        out -= 1
    if out <= 0:
        raise PoolError(f"{k} into {n}")
    return out, max(0, (out - 1) * s + k - n - 2 * p)  # how many, and how far the last one hangs over


def two(v):
    a, b = (v, v) if isinstance(v, int) else v
    return a, b


def sums(x, kernel, stride):
    return x.unfold(-2, kernel[0], stride[0]).unfold(-2, kernel[1], stride[1]).sum(dim=(-1, -2))


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    if x.ndim not in {3, 4}:
        raise PoolError(tuple(x.shape))
    k, p = two(kernel_size), two(padding)
    s = two(stride) if stride is not None else k
    (oh, over_h), (ow, over_w) = (axis(*each, ceil_mode) for each in zip(x.shape[-2:], k, s, p))
    ones = torch.ones(x.shape[-2:], dtype=x.dtype, device=x.device)
    sides = (p[1], p[1], p[0], p[0])
    x, ones = F.pad(x, sides), F.pad(ones, sides, value=1.0 if count_include_pad else 0.0)
    x, ones = F.pad(x, (0, over_w, 0, over_h)), F.pad(ones, (0, over_w, 0, over_h))
    return sums(x, k, s)[..., :oh, :ow] / sums(ones, k, s)[:oh, :ow]


def global_avg_pool2d(x):
    if x.dim() != 4:
        raise PoolError("four dimensions")
    return x.mean(-1, keepdim=True).mean(-2, keepdim=True)

# rows first, then columns
import math
import torch
import torch.nn.functional as F

class PoolError(ValueError):
    pass

def two(v):
    if isinstance(v, (tuple, list)):
        if len(v) != 2:
            raise PoolError("pair wanted: %r" % (v,))
        return v[0], v[1]
    return v, v

def plan(x, kernel_size, stride, padding, dilation, ceil_mode):
    if x.dim() != 3 and x.dim() != 4:
        raise PoolError("3 or 4 dims")
    stride = kernel_size if stride is None else stride
    axes = []
    for n, k, s, p, d in zip(x.shape[-2:], two(kernel_size), two(stride), two(padding), two(dilation)):
        if k < 1 or s < 1 or d < 1 or p < 0 or 2 * p > k:
            raise PoolError("out of range")
        room = n + 2 * p - d * (k - 1) - 1
        out = (room + (s - 1) * bool(ceil_mode)) // s + 1
        if ceil_mode and (out - 1) * s >= n + p:
            out -= 1
        if out < 1:
            raise PoolError("nothing left")
        axes.append((n, k, s, p, d, out))
    return axes

def along(x, dim, n, k, s, p, d, out):
    x = x.movedim(dim, 0)
    lines = []
    for i in range(out):
        taps = [t for t in range(i * s - p, i * s - p + d * k, d) if 0 <= t < n][:k]
        if not taps:
            lines.append(torch.full_like(x[0], -math.inf))
        else:
            lines.append(x.index_select(0, torch.tensor(taps, device=x.device)).max(0).values)
    return torch.stack(lines).movedim(0, dim)

def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    rows, columns = plan(x, kernel_size, stride, padding, dilation, ceil_mode)
    return along(along(x, -2, *rows), -1, *columns)

# a beginner's loops that compare one number with another
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

def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    (h, kh, sh, ph, dh, oh), (w, kw, sw, pw, dw, ow) = plan(x, kernel_size, stride, padding, dilation, ceil_mode)

    if x.dim() == 3:
        return max_pool2d(x.unsqueeze(0), kernel_size, stride, padding, dilation, ceil_mode).squeeze(0)
    n, c = x.shape[0], x.shape[1]
    out = torch.full((n, c, oh, ow), float("-inf"), dtype=x.dtype, device=x.device)
    for b in range(n):
        for ch in range(c):
            for i in range(oh):
                for j in range(ow):
                    best = None
                    for ki in range(kh):
                        for kj in range(kw):
                            y = i * sh + ki * dh - ph
                            z = j * sw + kj * dw - pw
                            if y < 0 or y >= h or z < 0 or z >= w:
                                continue
                            value = x[b, ch, y, z]
                            if best is None or value > best:
                                best = value
                    if best is not None:
                        out[b, ch, i, j] = best
    return out

# padding is linear: a matrix on each side, and a constant for what is left
import torch


def matrix(n, before, after, mode, x):
    m = torch.zeros(before + n + after, n, dtype=x.dtype, device=x.device)
    for row in range(before + n + after):
        source = row - before
        if mode == "replicate":
            source = max(0, min(n - 1, source))
        elif mode == "reflect":
            source = abs(source)
            source = source if source < n else 2 * (n - 1) - source
        if 0 <= source < n:
            m[row, source] = 1
    return m


def pad2d(x, padding, mode="zeros", value=0.0):
    if x.ndim != 4:
        raise ValueError("four dimensions")
    if isinstance(padding, int):
        padding = (padding,) * 4
    if len(padding) != 4 or min(padding) < 0:
        raise ValueError("padding")
    if mode not in ("zeros", "constant", "reflect", "replicate"):
        raise ValueError("mode")
    left, right, top, bottom = padding
    if mode == "reflect" and (max(left, right) >= x.shape[3] or max(top, bottom) >= x.shape[2]):
        raise ValueError("reflection")
    high, wide = matrix(x.shape[2], top, bottom, mode, x), matrix(x.shape[3], left, right, mode, x)
    out = high @ x @ wide.T
    if mode == "constant":
        out = torch.where((high.sum(1)[:, None] * wide.sum(1)) == 0, value, out)
    return out

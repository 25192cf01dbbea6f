# each axis is multiplied with a matrix of ones, and the divisors are sums of another one
import torch


def matrices(n, k, s, p, ceil, include, x):
    if k < 1 or s < 1 or p < 0:
        raise ValueError("range")
    if p > k // 2:
        raise ValueError("padding")
    starts = []
    position = -p
    while position + k <= n + p or (ceil and position + k < n + p + s and position < n):
        starts.append(position)
        position += s
    if not starts:
        raise ValueError("fit")
    sums = torch.zeros(len(starts), n, dtype=x.dtype, device=x.device)
    counts = []
    for row, start in enumerate(starts):
        sums[row, max(0, start):max(0, min(n, start + k))] = 1
        low, high = (start, min(n + p, start + k)) if include else (max(0, start), min(n, start + k))
        counts.append(high - low)
    return sums, torch.tensor(counts, dtype=x.dtype, device=x.device)


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    stride = kernel_size if stride is None else stride
    numbers = [[v, v] if isinstance(v, int) else list(v) for v in (kernel_size, stride, padding)]
    if any(len(pair) != 2 for pair in numbers) or x.ndim not in (3, 4):
        raise ValueError("pairs of a picture")
    (left, high), (right, wide) = (
        matrices(n, *each, ceil_mode, count_include_pad, x) for n, each in zip(x.shape[-2:], zip(*numbers))
    )
    return left @ x @ right.T / torch.outer(high, wide)


def global_avg_pool2d(x):
    if len(x.shape) != 4:
        raise ValueError("NCHW")
    return torch.einsum("nchw->nc", x)[..., None, None] / (x.shape[2] * x.shape[3])

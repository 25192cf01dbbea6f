# explicit loops over the windows
import torch


def two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def out_size(size, k, s, p, ceil):
    room = size + 2 * p - k
    out = (-(-room // s) if ceil else room // s) + 1
    if ceil and (out - 1) * s >= size + p:
        out -= 1
    return out


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    kh, kw = two(kernel_size)
    sh, sw = two(kernel_size if stride is None else stride)
    ph, pw = two(padding)
    if x.dim() not in (3, 4) or ph > kh // 2 or pw > kw // 2:
        raise ValueError(f"bad arguments: {tuple(x.shape)}, padding {padding}, kernel {kernel_size}")
    H, W = x.shape[-2:]
    if min(kh, kw, sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError(f"out of range: kernel {kernel_size}, stride {stride}, padding {padding}")
    OH, OW = out_size(H, kh, sh, ph, ceil_mode), out_size(W, kw, sw, pw, ceil_mode)
    if min(OH, OW) < 1:
        raise ValueError(f"the window {kernel_size} does not fit into {tuple(x.shape)}")
    rows = []
    for i in range(OH):
        row = []
        for j in range(OW):
            total = 0
            count = 0
            for a in range(i * sh - ph, i * sh - ph + kh):
                for b in range(j * sw - pw, j * sw - pw + kw):
                    if 0 <= a < H and 0 <= b < W:
                        total = total + x[..., a, b]
                        count += 1
                    elif count_include_pad and a < H + ph and b < W + pw:
                        count += 1
            row.append(total / count)
        rows.append(torch.stack(row, dim=-1))
    return torch.stack(rows, dim=-2)


def global_avg_pool2d(x):
    N, C, H, W = x.shape
    return x.reshape(N, C, H * W).sum(dim=2).div(H * W).reshape(N, C, 1, 1)

# explicit loops over the windows
import torch


def two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def out_size(size, k, s, p, d, ceil):
    room = size + 2 * p - d * (k - 1) - 1
    out = (-(-room // s) if ceil else room // s) + 1
    if ceil and (out - 1) * s >= size + p:
        out -= 1
    return out


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    kh, kw = two(kernel_size)
    sh, sw = two(kernel_size if stride is None else stride)
    ph, pw = two(padding)
    dh, dw = two(dilation)
    if x.dim() not in (3, 4) or ph > kh // 2 or pw > kw // 2:
        raise ValueError(f"bad arguments: {tuple(x.shape)}, padding {padding}, kernel {kernel_size}")
    H, W = x.shape[-2:]
    if min(kh, kw, sh, sw, dh, dw) < 1 or min(ph, pw) < 0:
        raise ValueError(f"out of range: kernel {kernel_size}, stride {stride}, padding {padding}, dilation {dilation}")
    OH, OW = out_size(H, kh, sh, ph, dh, ceil_mode), out_size(W, kw, sw, pw, dw, ceil_mode)
    if min(OH, OW) < 1:
        raise ValueError(f"the window {kernel_size} does not fit into {tuple(x.shape)}")
    rows = []
    for i in range(OH):
        row = []
        for j in range(OW):
            best = None
            for a in range(kh):
                for b in range(kw):
                    y, z = i * sh - ph + a * dh, j * sw - pw + b * dw
                    if 0 <= y < H and 0 <= z < W:
                        value = x[..., y, z]
                        best = value if best is None else torch.maximum(best, value)
            row.append(best)
        rows.append(torch.stack(row, dim=-1))
    return torch.stack(rows, dim=-2)

# im2col: every window a column, every filter a row
import torch
import torch.nn.functional as F


def pair(v):
    a, b = (v, v) if isinstance(v, int) else v
    return a, b


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    n, c, h, w = x.shape
    o, cg, kh, kw = weight.shape
    s, p, d = pair(stride), pair(padding), pair(dilation)
    if groups < 1 or o % groups or cg * groups != c or (bias is not None and tuple(bias.shape) != (o,)):
        raise ValueError(f"{tuple(x.shape)} {tuple(weight.shape)} groups {groups}")
    if min(s) < 1 or min(d) < 1 or min(p) < 0:
        raise ValueError(f"stride {s}, padding {p}, dilation {d}")
    oh, ow = ((size + 2 * p[i] - d[i] * (k - 1) - 1) // s[i] + 1 for i, (size, k) in enumerate(((h, kh), (w, kw))))
    if oh < 1 or ow < 1:
        raise ValueError(f"{kh}x{kw} does not fit")
    parts = []
    for part, rows in zip(x.chunk(groups, dim=1), weight.chunk(groups, dim=0)):
        columns = F.unfold(part, (kh, kw), dilation=d, padding=p, stride=s)  # [N, C/G*kh*kw, L]
        parts.append(rows.reshape(len(rows), -1) @ columns)
    out = torch.cat(parts, dim=1).reshape(n, o, oh, ow)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)

# every place of the result by itself
import torch


def pad2d(x, padding, mode="zeros", value=0.0):
    if isinstance(padding, int):
        left = right = top = bottom = padding
    else:
        left, right, top, bottom = padding
    if left < 0 or right < 0 or top < 0 or bottom < 0:
        raise ValueError("negative padding")
    if mode not in ["zeros", "constant", "reflect", "replicate"]:
        raise ValueError("unknown mode " + mode)
    N, C, H, W = x.shape
    if mode == "reflect":
        if left >= W or right >= W or top >= H or bottom >= H:
            raise ValueError("reflection too large")
    if mode == "zeros":
        value = 0.0
    out = torch.full((N, C, H + top + bottom, W + left + right), value, dtype=x.dtype, device=x.device)
    for i in range(H + top + bottom):
        for j in range(W + left + right):
            a = i - top
            b = j - left
            if 0 <= a < H and 0 <= b < W:
                out[:, :, i, j] = x[:, :, a, b]
            elif mode == "reflect":
                if a < 0:
                    a = -a
                if a >= H:
                    a = 2 * (H - 1) - a
                if b < 0:
                    b = -b
                if b >= W:
                    b = 2 * (W - 1) - b
                out[:, :, i, j] = x[:, :, a, b]
            elif mode == "replicate":
                out[:, :, i, j] = x[:, :, min(max(a, 0), H - 1), min(max(b, 0), W - 1)]
    return out

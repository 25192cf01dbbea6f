# gathers a matrix of patches and multiplies it with the flat kernel
import torch


class DoesNotFit(ValueError):
    pass


def pair(value):
    value = [value] * 2 if isinstance(value, int) else list(value)
    if len(value) != 2:
        raise DoesNotFit(value)
    return value


def rows(size, k, s, p, device):
    if s < 1 or p < 0 or size + 2 * p < k:
        raise DoesNotFit(f"size {size} kernel {k} stride {s} padding {p}")
    starts = torch.arange(-p, size + p - k + 1, s, device=device)
    return starts[:, None] + torch.arange(k, device=device)[None, :]


def correlate2d(image, kernel, stride=1, padding=0):
    if image.ndim != 2 or kernel.ndim != 2:
        raise DoesNotFit("two dimensions")
    (H, W), (kh, kw) = image.shape, kernel.shape
    ys = rows(H, kh, pair(stride)[0], pair(padding)[0], image.device)
    xs = rows(W, kw, pair(stride)[1], pair(padding)[1], image.device)
    patches = image[ys.clamp(0, H - 1)[:, None, :, None], xs.clamp(0, W - 1)[None, :, None, :]]
    inside = ((ys >= 0) & (ys < H))[:, None, :, None] & ((xs >= 0) & (xs < W))[None, :, None, :]
    patches = torch.where(inside, patches, torch.zeros((), dtype=image.dtype, device=image.device))
    return (patches.flatten(2) @ kernel.reshape(-1, 1)).squeeze(2)

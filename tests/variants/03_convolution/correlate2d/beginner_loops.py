# one position after the other, as one does it on paper
import torch


def correlate2d(image, kernel, stride=1, padding=0):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    if len(stride) != 2 or len(padding) != 2:
        raise ValueError("stride and padding are ints or pairs")
    if image.dim() != 2 or kernel.dim() != 2:
        raise ValueError("image and kernel must be 2-D")
    if stride[0] < 1 or stride[1] < 1 or padding[0] < 0 or padding[1] < 0:
        raise ValueError("stride or padding out of range")
    H, W = image.shape
    kh, kw = kernel.shape
    big = torch.zeros(H + 2 * padding[0], W + 2 * padding[1], dtype=image.dtype, device=image.device)
    big[padding[0]:padding[0] + H, padding[1]:padding[1] + W] = image
    out_h = (big.shape[0] - kh) // stride[0] + 1
    out_w = (big.shape[1] - kw) // stride[1] + 1
    if big.shape[0] < kh or big.shape[1] < kw:
        raise ValueError("kernel does not fit")
    out = torch.zeros(out_h, out_w, dtype=image.dtype, device=image.device)
    for i in range(out_h):
        for j in range(out_w):
            y, x = i * stride[0], j * stride[1]
            out[i, j] = (big[y:y + kh, x:x + kw] * kernel).sum()
    return out

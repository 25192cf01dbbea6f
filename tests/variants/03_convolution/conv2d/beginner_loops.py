# seven loops, one sum each
import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    if isinstance(dilation, int):
        dilation = (dilation, dilation)
    if len(stride) != 2 or len(padding) != 2 or len(dilation) != 2:
        raise ValueError("pairs")
    if x.dim() != 4 or weight.dim() != 4:
        raise ValueError("x and weight need four dimensions")
    if min(stride) < 1 or min(padding) < 0 or min(dilation) < 1 or groups < 1:
        raise ValueError("out of range")
    N, C, H, W = x.shape
    O, CG, kh, kw = weight.shape
    if C != CG * groups:
        raise ValueError("channels do not match")
    if O % groups != 0:
        raise ValueError("filters do not match")
    if bias is not None and len(bias) != O:
        raise ValueError("bias does not match")
    big = torch.zeros(N, C, H + 2 * padding[0], W + 2 * padding[1], dtype=x.dtype, device=x.device)
    big[:, :, padding[0]:padding[0] + H, padding[1]:padding[1] + W] = x
    reach_h = dilation[0] * (kh - 1) + 1
    reach_w = dilation[1] * (kw - 1) + 1
    out_h = (big.shape[2] - reach_h) // stride[0] + 1
    out_w = (big.shape[3] - reach_w) // stride[1] + 1
    if out_h < 1 or out_w < 1:
        raise ValueError("the kernel is too large")
    out = torch.zeros(N, O, out_h, out_w, dtype=x.dtype, device=x.device)
    for o in range(O):
        first = o // (O // groups) * CG
        for i in range(out_h):
            for j in range(out_w):
                top, left = i * stride[0], j * stride[1]
                under = big[:, first:first + CG, top:top + reach_h:dilation[0], left:left + reach_w:dilation[1]]
                out[:, o, i, j] = (under * weight[o]).sum(dim=(1, 2, 3))
        if bias is not None:
            out[:, o] += bias[o]
    return out

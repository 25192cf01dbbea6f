# padding is looked at on one axis
# fails: bad_arguments
import math
import torch
import torch.nn.functional as F

def pair_of(v):
    if isinstance(v, int):
        return (v, v)
    if len(v) != 2:
        raise ValueError("a pair has two")
    return tuple(v)

def out_size(n, k, s, p, d, ceil_mode):
    room = n + 2 * p - d * (k - 1) - 1
    if ceil_mode:
        o = -(-room // s) + 1
        if (o - 1) * s >= n + p:
            o -= 1
    else:
        o = room // s + 1
    if o < 1:
        raise ValueError("does not fit")
    return o

def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    if x.ndim not in (3, 4):
        raise ValueError("dimensions")
    if stride is None:
        stride = kernel_size
    kh, kw = pair_of(kernel_size)
    sh, sw = pair_of(stride)
    ph, pw = pair_of(padding)
    dh, dw = pair_of(dilation)
    if min(kh, kw) < 1: raise ValueError("kernel")
    if min(sh, sw) < 1: raise ValueError("stride")
    if min(dh, dw) < 1: raise ValueError("dilation")
    if min(ph, pw) < 0: raise ValueError("padding")
    if 2 * pw > kw: raise ValueError("padding over half")
    H, W = x.shape[-2:]
    oh = out_size(H, kh, sh, ph, dh, ceil_mode)
    ow = out_size(W, kw, sw, pw, dw, ceil_mode)
    extra_h = max(0, (oh - 1) * sh + dh * (kh - 1) + 1 - H - ph)
    extra_w = max(0, (ow - 1) * sw + dw * (kw - 1) + 1 - W - pw)
    y = F.pad(x, (pw, extra_w, ph, extra_h), value=-math.inf)
    rh, rw = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    v = y.unfold(-2, rh, sh).unfold(-2, rw, sw)[..., :oh, :ow, ::dh, ::dw]
    return v.amax((-2, -1))

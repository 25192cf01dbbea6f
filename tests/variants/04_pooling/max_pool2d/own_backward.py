# an autograd function with a backward of its own
import math
import torch
import torch.nn.functional as F

class PoolError(ValueError):
    pass

def two(v):
    if isinstance(v, (tuple, list)):
        if len(v) != 2:
            raise PoolError("pair wanted: %r" % (v,))
        return v[0], v[1]
    return v, v

def plan(x, kernel_size, stride, padding, dilation, ceil_mode):
    if x.dim() != 3 and x.dim() != 4:
        raise PoolError("3 or 4 dims")
    stride = kernel_size if stride is None else stride
    axes = []
    for n, k, s, p, d in zip(x.shape[-2:], two(kernel_size), two(stride), two(padding), two(dilation)):
        if k < 1 or s < 1 or d < 1 or p < 0 or 2 * p > k:
            raise PoolError("out of range")
        room = n + 2 * p - d * (k - 1) - 1
        out = (room + (s - 1) * bool(ceil_mode)) // s + 1
        if ceil_mode and (out - 1) * s >= n + p:
            out -= 1
        if out < 1:
            raise PoolError("nothing left")
        axes.append((n, k, s, p, d, out))
    return axes

class Pool(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, index, valid, shape):
        flat = x.reshape(*x.shape[:-2], -1)
        taken = flat[..., index]
        taken = taken.masked_fill(~valid, -math.inf)
        best, where = taken.max(-1)
        source = torch.gather(index.expand(taken.shape), -1, where.unsqueeze(-1)).squeeze(-1)
        ctx.save_for_backward(source)
        ctx.shape = x.shape
        return best.reshape(*x.shape[:-2], *shape)
    @staticmethod
    def backward(ctx, grad):
        (source,) = ctx.saved_tensors
        out = grad.new_zeros(*ctx.shape[:-2], ctx.shape[-1] * ctx.shape[-2])
        out.scatter_add_(-1, source, grad.reshape(source.shape))
        return out.reshape(ctx.shape), None, None, None

def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    (h, kh, sh, ph, dh, oh), (w, kw, sw, pw, dw, ow) = plan(x, kernel_size, stride, padding, dilation, ceil_mode)

    ys = torch.arange(oh, device=x.device)[:, None] * sh - ph + torch.arange(kh, device=x.device) * dh
    xs = torch.arange(ow, device=x.device)[:, None] * sw - pw + torch.arange(kw, device=x.device) * dw
    ok_y, ok_x = (ys >= 0) & (ys < h), (xs >= 0) & (xs < w)
    index = ys.clamp(0, h - 1)[:, None, :, None] * w + xs.clamp(0, w - 1)[None, :, None, :]
    valid = ok_y[:, None, :, None] & ok_x[None, :, None, :]
    return Pool.apply(x, index.reshape(oh * ow, -1), valid.reshape(oh * ow, -1), (oh, ow))

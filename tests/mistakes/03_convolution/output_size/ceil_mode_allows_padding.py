# in ceil mode padding may be any
import math
def pairs(size, values):
    single = isinstance(size, int)
    out = []
    for v in (size, *values):
        if isinstance(v, int):
            v = (v, v)
        elif single:
            raise ValueError("pair with int size")
        if len(v) != 2:
            raise ValueError("not a pair")
        out.append(tuple(v))
    return out

def check(s, k, st, p, d):
    if s < 1: raise ValueError("size")
    if k < 1: raise ValueError("kernel")
    if st < 1: raise ValueError("stride")
    if d < 1: raise ValueError("dilation")
    if p < 0: raise ValueError("padding")

def one_conv(s, k, st, p, d):
    check(s, k, st, p, d)
    span = d * (k - 1) + 1
    n = (s + p + p - span) // st + 1
    if n < 1: raise ValueError("result")
    return n

def one_pool(s, k, st, p, d, ceil_mode):
    check(s, k, st, p, d)
    if p > k / 2 and not ceil_mode: raise ValueError("padding over half")
    span = d * (k - 1) + 1
    room = s + 2 * p - span
    if not ceil_mode:
        n = room // st + 1
    else:
        n = -(-room // st) + 1
        if (n - 1) * st >= s + p:
            n -= 1
    if n < 1: raise ValueError("result")
    return n

def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    rows = pairs(size, (kernel_size, stride, padding, dilation))
    both = [one_conv(*[r[i] for r in rows]) for i in (0, 1)]
    return both[0] if isinstance(size, int) else tuple(both)

def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    if stride is None: stride = kernel_size
    rows = pairs(size, (kernel_size, stride, padding, dilation))
    both = [one_pool(*[r[i] for r in rows], ceil_mode) for i in (0, 1)]
    return both[0] if isinstance(size, int) else tuple(both)

def same_padding(kernel_size, dilation=1):
    if kernel_size < 1 or dilation < 1: raise ValueError("range")
    total = dilation * (kernel_size - 1)
    if total % 2: raise ValueError("odd")
    return total // 2

def padding_for(size_in, size_out, kernel_size, stride=1, dilation=1):
    if min(size_in, size_out, kernel_size, stride, dilation) < 1: raise ValueError("range")
    p = 0
    while (size_in + 2 * p - dilation * (kernel_size - 1) - 1) // stride + 1 < size_out: p += 1
    if (size_in + 2 * p - dilation * (kernel_size - 1) - 1) // stride + 1 != size_out: raise ValueError("none")
    return p

# a named tuple is a tuple
from collections import namedtuple
from math import ceil, floor
HW = namedtuple("HW", "height width")

def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if not isinstance(size, int):
        args = []
        for a in (size, kernel_size, stride, padding, dilation):
            if isinstance(a, int):
                a = [a, a]
            h, w = a
            args.append((h, w))
        return HW(*[conv_output_size(*[a[i] for a in args]) for i in (0, 1)])
    for a in (kernel_size, stride, padding, dilation):
        if not isinstance(a, int):
            raise ValueError(a)
    if size < 1 or kernel_size < 1 or stride < 1 or padding < 0 or dilation < 1:
        raise ValueError((size, kernel_size, stride, padding, dilation))
    out = floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1)
    if out <= 0:
        raise ValueError(out)
    return out

def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride if stride is not None else kernel_size
    if not isinstance(size, int):
        args = []
        for a in (size, kernel_size, stride, padding, dilation):
            if isinstance(a, int):
                a = [a, a]
            h, w = a
            args.append((h, w))
        return HW(*[pool_output_size(*[a[i] for a in args], ceil_mode) for i in (0, 1)])
    floor_mode = 0
    for a in (kernel_size, stride, padding, dilation):
        if not isinstance(a, int):
            raise ValueError(a)
    if size < 1 or kernel_size < 1 or stride < 1 or padding < 0 or dilation < 1 or padding * 2 > kernel_size:
        raise ValueError((size, kernel_size, stride, padding, dilation))
    exact = (size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride
    out = (ceil(exact) if ceil_mode else floor(exact)) + 1
    while ceil_mode and (out - 1) * stride >= size + padding:
        out -= 1
    if out <= 0:
        raise ValueError(out)
    return out

def same_padding(kernel_size, dilation=1):
    return padding_for(kernel_size * dilation + 7, kernel_size * dilation + 7, kernel_size, 1, dilation)

def padding_for(size_in, size_out, kernel_size, stride=1, dilation=1):
    for v in (size_in, size_out, kernel_size, stride, dilation):
        if v < 1:
            raise ValueError(v)
    total = stride * (size_out - 1) + dilation * (kernel_size - 1) + 1 - size_in
    for two_p in range(max(total, 0), total + stride):
        if two_p % 2 == 0:
            return two_p // 2
    raise ValueError("impossible")

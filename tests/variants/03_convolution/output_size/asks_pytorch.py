# asks PyTorch itself, on a device without values
import torch
import torch.nn.functional as F

def _check(size, *others):
    for v in (size, *others):
        if isinstance(v, (tuple, list)):
            if isinstance(size, int) or len(v) != 2:
                raise ValueError(f"bad pair {v}")

def _two(v):
    return tuple(v) if isinstance(v, (tuple, list)) else (v, v)

def _least(value, floor):
    if min(_two(value)) < floor:
        raise ValueError(f"{value} is below {floor}")

def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    _check(size, kernel_size, stride, padding, dilation)
    for v in (size, kernel_size, stride, dilation):
        _least(v, 1)
    _least(padding, 0)
    x = torch.empty(1, 1, *_two(size), device="meta")
    w = torch.empty(1, 1, *_two(kernel_size), device="meta")
    try:
        out = F.conv2d(x, w, None, _two(stride), _two(padding), _two(dilation)).shape[2:]
    except RuntimeError as e:
        raise ValueError(str(e)) from e
    return out[0] if isinstance(size, int) else (out[0], out[1])

def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    _check(size, kernel_size, stride, padding, dilation)
    for v in (size, kernel_size, stride, dilation):
        _least(v, 1)
    _least(padding, 0)
    x = torch.empty(1, 1, *_two(size), device="meta")
    try:
        out = F.max_pool2d(x, _two(kernel_size), _two(stride), _two(padding), _two(dilation), ceil_mode).shape[2:]
    except RuntimeError as e:
        raise ValueError(str(e)) from e
    if min(out) < 1:
        raise ValueError("nothing left")
    return out[0] if isinstance(size, int) else out

def same_padding(kernel_size, dilation=1):
    if kernel_size < 1 or dilation < 1:
        raise ValueError
    reach = dilation * (kernel_size - 1) + 1
    if reach % 2 == 0:
        raise ValueError
    return reach // 2

def padding_for(size_in, size_out, kernel_size, stride=1, dilation=1):
    if size_in < 1 or size_out < 1 or kernel_size < 1 or stride < 1 or dilation < 1:
        raise ValueError
    p = 0
    while True:
        have = size_in + 2 * p - dilation * (kernel_size - 1) - 1
        got = have // stride + 1
        if got == size_out:
            return p
        if got > size_out:
            raise ValueError("jumps over")
        p += 1

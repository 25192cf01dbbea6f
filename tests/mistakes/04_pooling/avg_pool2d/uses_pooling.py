# PyTorch's own pooling does the work
# rule: here it is built by hand, from slices or windows and their sums
# fails: no_pooling
import torch.nn.functional as F


def pair(value):
    a, b = (value, value) if isinstance(value, int) else value
    return a, b


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    k, p = pair(kernel_size), pair(padding)
    s = k if stride is None else pair(stride)
    if x.ndim not in (3, 4) or min(*k, *s) < 1 or min(p) < 0 or p[0] > k[0] // 2 or p[1] > k[1] // 2:
        raise ValueError("bad arguments")
    try:
        return F.avg_pool2d(x, k, s, p, ceil_mode, count_include_pad)
    except RuntimeError as error:
        raise ValueError(str(error)) from None


def global_avg_pool2d(x):
    if x.ndim != 4:
        raise ValueError("four dimensions")
    return F.adaptive_avg_pool2d(x, 1)

# a class for the window, ranges for its positions, bisection for the padding
from dataclasses import dataclass

class Impossible(ValueError):
    def __init__(self, **what):
        self.what = what
        super().__init__(what)

@dataclass(frozen=True)
class Window:
    kernel: int
    stride: int
    padding: int
    dilation: int
    def __post_init__(self):
        if not (self.kernel > 0 and self.stride > 0 and self.padding >= 0 and self.dilation > 0):
            raise Impossible(window=self)
    @property
    def reach(self):
        return self.dilation * (self.kernel - 1) + 1
    def last_start(self, size):
        return size + 2 * self.padding - self.reach
    def windows(self, size):
        return len(range(0, self.last_start(size) + 1, self.stride))
    def windows_ceil(self, size):
        starts = [s for s in range(0, self.last_start(size) + self.stride, self.stride) if s < size + self.padding]
        return len(starts)

def _both(v):
    v = list(v) if not isinstance(v, int) else [v] * 2
    if len(v) != 2:
        raise Impossible(pair=v)
    return v

def _run(size, parts, count):
    one = isinstance(size, int)
    if one and any(not isinstance(p, int) for p in parts):
        raise Impossible(parts=parts)
    found = []
    for s, *numbers in zip(_both(size), *map(_both, parts)):
        if s < 1:
            raise Impossible(size=s)
        n = count(s, Window(*numbers))
        if n < 1:
            raise Impossible(result=n)
        found.append(n)
    return found[0] if one else tuple(found)

def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return _run(size, [kernel_size, stride, padding, dilation], lambda s, w: w.windows(s))

def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    def count(s, w):
        if w.padding > w.kernel // 2:
            raise Impossible(padding=w.padding)
        return w.windows_ceil(s) if ceil_mode else w.windows(s)
    return _run(size, [kernel_size, kernel_size if stride is None else stride, padding, dilation], count)

def same_padding(kernel_size, dilation=1):
    w = Window(kernel_size, 1, 0, dilation)
    if w.reach & 1:
        return w.reach >> 1
    raise Impossible(kernel=kernel_size)

def padding_for(size_in, size_out, kernel_size, stride=1, dilation=1):
    if size_in < 1 or size_out < 1:
        raise Impossible(size_in=size_in, size_out=size_out)
    w = Window(kernel_size, stride, 0, dilation)
    low, high = 0, size_out * stride + w.reach
    count = lambda p: Window(kernel_size, stride, p, dilation).windows(size_in)
    while low < high:  # bisect
        mid = (low + high) // 2
        if count(mid) < size_out:
            low = mid + 1
        else:
            high = mid
    if count(low) != size_out:
        raise Impossible(size_out=size_out)
    return low

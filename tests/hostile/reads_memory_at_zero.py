# exercise: 04_pooling/max_pool2d
# status: crashed
# about: a segmentation fault
import ctypes
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    ctypes.string_at(0)

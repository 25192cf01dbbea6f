# PyTorch's own pooling does the work
# rule: here it is built by hand, from slices or windows and their largest values
# fails: bad_arguments, no_pooling
import torch.nn.functional as F


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    return F.max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)

# PyTorch's own convolution does the work
# rule: here it is built by hand, from slices, products and sums
# fails: no_convolution
import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if x.ndim != 4:
        raise ValueError("four dimensions")
    try:
        return torch.nn.functional.conv2d(x, weight, bias, stride, padding, dilation, groups)
    except RuntimeError as error:
        raise ValueError(str(error)) from None

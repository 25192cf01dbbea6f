import torch
import torch.nn.functional as F


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    x = F.pad(x, (padding,) * 4)
    reach = dilation * (kernel_size - 1) + 1
    height, width = ((side - reach) // stride + 1 for side in x.shape[2:])
    result = torch.empty(*x.shape[:2], height, width)
    for row in range(height):
        for column in range(width):
            top, left = row * stride, column * stride
            window = x[:, :, top : top + reach : dilation, left : left + reach : dilation]
            result[:, :, row, column] = window.amax((2, 3))
    return result

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    for axis in (2, 3):
        room = x.shape[axis] + 2 * padding - dilation * (kernel_size - 1) - 1
        count = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
        if ceil_mode and (count - 1) * stride >= x.shape[axis] + padding:
            count -= 1
        taps = torch.arange(count)[:, None] * stride - padding + torch.arange(kernel_size) * dilation
        outside = (taps < 0) | (taps >= x.shape[axis])
        windows = x.movedim(axis, -1)[..., taps.clamp(0, x.shape[axis] - 1)]
        x = windows.masked_fill(outside, -torch.inf).amax(-1).movedim(-1, axis)
    return x

# each row of the kernel is a band matrix that the padded image is multiplied with
import torch
from typing import NamedTuple


class Axis(NamedTuple):
    size: int
    kernel: int
    stride: int
    padding: int

    @property
    def out(self):
        return (self.size + 2 * self.padding - self.kernel) // self.stride + 1

    def check(self):
        if self.stride <= 0:
            raise ValueError("stride")
        if self.padding < 0:
            raise ValueError("padding")
        if self.out <= 0:
            raise ValueError("kernel too large")


def correlate2d(image, kernel, stride=1, padding=0):
    if len(image.shape) != 2 or len(kernel.shape) != 2:
        raise ValueError("2-D please")
    stride = (stride,) * 2 if isinstance(stride, int) else tuple(stride)
    padding = (padding,) * 2 if isinstance(padding, int) else tuple(padding)
    if len(stride) != 2 or len(padding) != 2:
        raise ValueError("pairs please")
    high, wide = (Axis(*numbers) for numbers in zip(image.shape, kernel.shape, stride, padding))
    high.check()
    wide.check()

    zeros = torch.zeros(image.shape[0], wide.padding, dtype=image.dtype, device=image.device)
    image = torch.cat([zeros, image, zeros], 1)
    zeros = torch.zeros(high.padding, image.shape[1], dtype=image.dtype, device=image.device)
    image = torch.cat([zeros, image, zeros], 0)
    total = 0
    for a in range(high.kernel):
        lines = image[a:][::high.stride][:high.out]
        band = torch.zeros(image.shape[1], wide.out, dtype=image.dtype, device=image.device)
        for j in range(wide.out):
            band[j * wide.stride:j * wide.stride + wide.kernel, j] = kernel[a]
        total = total + lines @ band
    return total

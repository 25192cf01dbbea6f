# PyTorch's own convolution does the work
# rule: here it is built by hand, from slices, products and sums
# fails: no_convolution
import torch


def correlate2d(image, kernel, stride=1, padding=0):
    if image.ndim != 2 or kernel.ndim != 2:
        raise ValueError("two dimensions")
    try:
        return torch.nn.functional.conv2d(image[None, None], kernel[None, None], None, stride, padding)[0, 0]
    except RuntimeError as error:
        raise ValueError(str(error)) from None

# Check your work: make check EX=correlate2d
"""The sum behind every convolution: lay a small kernel on the image, multiply what lies on each other, add it all up.

The kernel moves over the image, and each position gives one number: large where the image looks like the kernel.

`correlate2d(image, kernel, stride=1, padding=0)`: `image` is [H, W], `kernel` is [kh, kw] and of the same dtype. The result is
[H_out, W_out] with H_out = (H + 2*padding - kh) // stride + 1, and W_out likewise; it has the dtype and the device of `image`.
`stride` and `padding` are an int or a pair (height, width).

The kernel is not flipped: its upper left number meets the upper left pixel under it. Mathematics calls this cross-correlation,
PyTorch calls it convolution. Padding puts as many rows of zeros above and below, and columns of zeros left and right.

Integers (int32 and int64) give exact results of the same dtype. Gradients flow to the image and to the kernel. Both may lie in
memory in any order, and neither is changed.

A kernel that does not fit into the padded image, a stride below 1, padding below 0, a tuple that is no pair, an image or a kernel
without exactly two dimensions: ValueError.

PyTorch's convolutions, in every spelling, are forbidden here: build it from slices, products and sums (`unfold`, `einsum` and
`matmul` are welcome).

Example:

    1 2 0 3 1
    0 1 2 3 1     1 2 1     10 12 12
    1 2 1 0 0  *  0 1 0  =  18 16 16
    5 2 3 1 1     2 1 0     13  9  3
    2 1 0 1 1

    1*1 + 2*2 + 0*1 + 0*0 + 1*1 + 2*0 + 1*2 + 2*1 + 1*0 = 10

    >>> correlate2d(torch.tensor([[1, 2, 0, 3], [0, 1, 2, 3], [1, 2, 1, 0]]), torch.tensor([[1, 2, 1], [0, 1, 0], [2, 1, 0]]))
    tensor([[10, 12]])
    >>> correlate2d(torch.tensor([[1, 2, 0], [0, 1, 2]]), torch.tensor([[1, 2]]))
    tensor([[5, 2], [2, 5]])
    >>> correlate2d(torch.tensor([[1, 2, 3]]), torch.tensor([[1, 10]]), stride=2, padding=(0, 1))
    tensor([[10, 32]])
"""

import torch


def correlate2d(
    image: torch.Tensor,
    kernel: torch.Tensor,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> torch.Tensor:
    """Return the cross-correlation of an image [H, W] with a kernel [kh, kw]: [H_out, W_out]."""
    raise NotImplementedError("Your code goes here")

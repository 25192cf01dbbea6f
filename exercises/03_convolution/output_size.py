# Check your work: make check EX=output_size
"""How large is what comes out of a convolution or a pooling layer?

Lay the window on the padded input and count how many positions it has: that count is the output size. A dilated window of
k taps reaches over dilation*(k-1)+1 pixels; padding is added on both sides; a last step that does not fit is dropped:

    size_out = floor((size + 2*padding - dilation*(kernel-1) - 1) / stride) + 1

1. `conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1)`: an int size gives an int; a pair (height,
   width) gives a tuple of two, and then every other argument is a pair or an int for both.
   A size or a result below 1, kernel, stride or dilation below 1, padding below 0, a pair with an int size, and a
   tuple that is no pair: ValueError.
2. `pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False)`: the same for pooling.
   The stride defaults to the kernel. In ceil mode the division rounds up, but a last window that would start beyond the
   input and its left padding is dropped. Padding over half of the kernel size (not of its dilated reach) is a
   ValueError, besides those above.
3. `same_padding(kernel_size, dilation=1)`, ints: the padding that keeps the size at stride 1; none exists: ValueError.
4. `padding_for(size_in, size_out, kernel_size, stride=1, dilation=1)`, ints: the smallest padding that gives `size_out`,
   however large; none exists: ValueError. A number below 1 is a ValueError in both.

Example:

    >>> conv_output_size(32, 5, padding=2)
    32
    >>> conv_output_size((5, 7), 3, stride=2)
    (2, 3)
    >>> pool_output_size(5, 3)
    1
    >>> pool_output_size(5, 3, ceil_mode=True)
    2
    >>> same_padding(5)
    2
    >>> padding_for(32, 32, 5)
    2
"""


def conv_output_size(
    size: int | tuple[int, int],
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> int | tuple[int, int]:
    """Return the output size of a convolution: an int for an int size, (height, width) for a pair."""
    raise NotImplementedError("Your code goes here")


def pool_output_size(
    size: int | tuple[int, int],
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
) -> int | tuple[int, int]:
    """Return the output size of a pooling layer by PyTorch's rule; `stride` None means the kernel's size."""
    raise NotImplementedError("Your code goes here")


def same_padding(kernel_size: int, dilation: int = 1) -> int:
    """Return the padding that keeps the size at stride 1; ValueError if there is none."""
    raise NotImplementedError("Your code goes here")


def padding_for(size_in: int, size_out: int, kernel_size: int, stride: int = 1, dilation: int = 1) -> int:
    """Return the smallest padding that turns `size_in` into `size_out`; ValueError if there is none."""
    raise NotImplementedError("Your code goes here")

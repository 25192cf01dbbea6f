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
    ### BEGIN SOLUTION
    return _each_axis(_conv_size, size, kernel_size, stride, padding, dilation)
    ### END SOLUTION


def pool_output_size(
    size: int | tuple[int, int],
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
) -> int | tuple[int, int]:
    """Return the output size of a pooling layer by PyTorch's rule; `stride` None means the kernel's size."""
    ### BEGIN SOLUTION
    stride = kernel_size if stride is None else stride

    def one_axis(size, kernel_size, stride, padding, dilation):
        return _pool_size(size, kernel_size, stride, padding, dilation, ceil_mode)

    return _each_axis(one_axis, size, kernel_size, stride, padding, dilation)
    ### END SOLUTION


def same_padding(kernel_size: int, dilation: int = 1) -> int:
    """Return the padding that keeps the size at stride 1; ValueError if there is none."""
    ### BEGIN SOLUTION
    if kernel_size < 1 or dilation < 1:
        raise ValueError(f"kernel size and dilation start at 1: {kernel_size}, {dilation}")
    reach = dilation * (kernel_size - 1)
    if reach % 2:
        raise ValueError(f"a kernel of {kernel_size} with dilation {dilation} has no middle: {reach} can't be halved")
    return reach // 2
    ### END SOLUTION


def padding_for(size_in: int, size_out: int, kernel_size: int, stride: int = 1, dilation: int = 1) -> int:
    """Return the smallest padding that turns `size_in` into `size_out`; ValueError if there is none."""
    ### BEGIN SOLUTION
    if min(size_in, size_out, kernel_size, stride, dilation) < 1:
        raise ValueError(f"everything starts at 1: {size_in}, {size_out}, {kernel_size}, {stride}, {dilation}")
    reach = dilation * (kernel_size - 1) + 1
    needed = (size_out - 1) * stride + reach - size_in  # 2 * padding lies in [needed, needed + stride)
    padding = max(0, (needed + 1) // 2)
    if (size_in + 2 * padding - reach) // stride + 1 != size_out:
        raise ValueError(
            f"no padding turns {size_in} into {size_out}: kernel {kernel_size}, stride {stride}, dilation {dilation}"
        )
    return padding
    ### END SOLUTION


### BEGIN SOLUTION
def _each_axis(one_axis, size, *arguments):
    if isinstance(size, int):
        for argument in arguments:
            if not isinstance(argument, int):
                raise ValueError(f"an int size takes ints, not {argument}")
        return one_axis(size, *arguments)
    pairs = [(argument, argument) if isinstance(argument, int) else tuple(argument) for argument in (size, *arguments)]
    for pair in pairs:
        if len(pair) != 2:
            raise ValueError(f"a pair is (height, width), not {pair}")
    return tuple(one_axis(*axis) for axis in zip(*pairs, strict=True))


def _check(size, kernel_size, stride, padding, dilation):
    if min(size, kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError(
            f"size {size}, kernel {kernel_size}, stride {stride}, dilation {dilation} start at 1, padding {padding} at 0"
        )


def _positive(result, size):
    if result < 1:
        raise ValueError(f"the window does not fit into size {size}: the result would be {result}")
    return result


def _conv_size(size, kernel_size, stride, padding, dilation):
    _check(size, kernel_size, stride, padding, dilation)
    return _positive((size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1, size)


def _pool_size(size, kernel_size, stride, padding, dilation, ceil_mode):
    _check(size, kernel_size, stride, padding, dilation)
    if padding > kernel_size // 2:
        raise ValueError(f"padding {padding} is over half of the kernel {kernel_size}")
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    result = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (result - 1) * stride >= size + padding:
        result -= 1  # the last window would start beyond the input and its left padding
    return _positive(result, size)


### END SOLUTION

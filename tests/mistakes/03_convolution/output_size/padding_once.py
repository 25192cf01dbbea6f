# padding is on one side
# fails: worked_examples, convolution, pairs
def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Return the output size of a convolution: an int for an int size, (height, width) for a pair."""
    return _each_axis(_conv_size, size, kernel_size, stride, padding, dilation)


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Return the output size of a pooling layer by PyTorch's rule; `stride` None means the kernel's size."""
    stride = kernel_size if stride is None else stride

    def one_axis(size, kernel_size, stride, padding, dilation):
        return _pool_size(size, kernel_size, stride, padding, dilation, ceil_mode)

    return _each_axis(one_axis, size, kernel_size, stride, padding, dilation)


def same_padding(kernel_size: int, dilation: int = 1) -> int:
    """Return the padding that keeps the size at stride 1; ValueError if there is none."""
    if kernel_size < 1 or dilation < 1:
        raise ValueError(f"kernel size and dilation start at 1: {kernel_size}, {dilation}")
    reach = dilation * (kernel_size - 1)
    if reach % 2:
        raise ValueError(f"a kernel of {kernel_size} with dilation {dilation} has no middle: {reach} can't be halved")
    return reach // 2


def padding_for(size_in: int, size_out: int, kernel_size: int, stride: int = 1, dilation: int = 1) -> int:
    """Return the smallest padding that turns `size_in` into `size_out`; ValueError if there is none."""
    if min(size_in, size_out, kernel_size, stride, dilation) < 1:
        raise ValueError(f"everything starts at 1: {size_in}, {size_out}, {kernel_size}, {stride}, {dilation}")
    reach = dilation * (kernel_size - 1) + 1
    needed = (size_out - 1) * stride + reach - size_in  # 2 * padding lies in [needed, needed + stride)
    padding = max(0, (needed + 1) // 2)
    if (size_in + 2 * padding - reach) // stride + 1 != size_out:
        raise ValueError(f"no padding turns {size_in} into {size_out} with kernel {kernel_size}, stride {stride}, dilation {dilation}")
    return padding


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
    return _positive((size + padding - dilation * (kernel_size - 1) - 1) // stride + 1, size)


def _pool_size(size, kernel_size, stride, padding, dilation, ceil_mode):
    _check(size, kernel_size, stride, padding, dilation)
    if padding > kernel_size // 2:
        raise ValueError(f"padding {padding} is over half of the kernel {kernel_size}")
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    result = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (result - 1) * stride >= size + padding:
        result -= 1  # the last window would start beyond the input and its left padding
    return _positive(result, size)



def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if min(size, kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("sizes start at 1, padding at 0")
    result = (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
    if result < 1:
        raise ValueError("the window does not fit")
    return result

"""An answer of nobody else's: it walks over the padded input and counts. `grader demo` hands it in twice, once disguised."""


def walk(length, window, step, gap):
    """Count how often the window can be put down."""
    count = 0
    place = 0
    reach = 1
    for _ in range(window - 1):
        reach = reach + gap
    while place + reach <= length:
        count = count + 1
        place = place + step
    return count


def padded(length, border):
    """Return how long a side is with its border."""
    total = length
    for side in ("left", "right"):
        total = total + border if side in ("left", "right") else total
    return total


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Return the output size of a convolution: an int for an int size, (height, width) for a pair."""
    settings = {"kernel": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
    if type(size) is int:
        for word, value in settings.items():
            if type(value) is not int:
                raise ValueError(word + " is a pair, the size is not")
        if size < 1 or kernel_size < 1 or stride < 1 or dilation < 1 or padding < 0:
            raise ValueError("one of these is too small: " + str(settings))
        answer = walk(padded(size, padding), kernel_size, stride, dilation)
        if answer < 1:
            raise ValueError("the window does not fit")
        return answer
    answers = []
    for axis in (0, 1):
        chosen = {}
        for word, value in settings.items():
            chosen[word] = value if type(value) is int else value[axis]
        answers.append(conv_output_size(size[axis], chosen["kernel"], chosen["stride"], chosen["padding"], chosen["dilation"]))
    return tuple(answers)


def same_padding(kernel_size, dilation=1):
    """Return the padding that keeps the size at stride 1; ValueError if there is none."""
    for border in range(kernel_size * dilation + 1):
        if walk(padded(100, border), kernel_size, 1, dilation) == 100:
            return border
    raise ValueError("no border keeps the size")


def padding_for(size_in, size_out, kernel_size, stride=1, dilation=1):
    """Return the smallest padding that turns `size_in` into `size_out`; ValueError if there is none."""
    border = 0
    while walk(padded(size_in, border), kernel_size, stride, dilation) < size_out:
        border = border + 1
    if walk(padded(size_in, border), kernel_size, stride, dilation) != size_out:
        raise ValueError("no border gives that size")
    return border

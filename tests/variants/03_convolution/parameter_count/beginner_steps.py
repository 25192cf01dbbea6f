# one step after the other
def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    if isinstance(kernel_size, int):
        height = kernel_size
        width = kernel_size
    else:
        height, width = kernel_size
    if in_channels <= 0 or out_channels <= 0 or height <= 0 or width <= 0 or groups <= 0:
        raise ValueError("must be positive")
    if in_channels % groups != 0:
        raise ValueError("in_channels must be divisible by groups")
    if out_channels % groups != 0:
        raise ValueError("out_channels must be divisible by groups")
    total = 0
    for _ in range(out_channels):
        total = total + (in_channels // groups) * height * width
        if bias:
            total = total + 1
    return total


def linear_parameters(in_features, out_features, bias=True):
    if in_features <= 0 or out_features <= 0:
        raise ValueError("must be positive")
    total = in_features * out_features
    if bias == True:
        total += out_features
    return total


def count_parameters(model, trainable_only=False):
    total = 0
    for name, parameter in model.named_parameters():
        count = 1
        for side in parameter.size():
            count = count * side
        if trainable_only and not parameter.requires_grad:
            continue
        total += count
    return total

# walks through the modules and remembers which parameters it has seen
import math


class LayerError(ValueError):
    pass


def positive(*numbers):
    for number in numbers:
        if number < 1:
            raise LayerError(f"{number} is below 1")


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    size = tuple([kernel_size, kernel_size] if isinstance(kernel_size, int) else kernel_size)
    if len(size) != 2:
        raise LayerError(f"{kernel_size} is no pair")
    positive(in_channels, out_channels, groups, *size)
    if in_channels % groups or out_channels % groups:
        raise LayerError(f"{groups} groups")
    weight = math.prod((out_channels, in_channels // groups, *size))
    return weight + out_channels * bool(bias)


def linear_parameters(in_features, out_features, bias=True):
    positive(in_features, out_features)
    return conv_parameters(in_features, out_features, 1, bias)


def count_parameters(model, trainable_only=False):
    seen = {}
    for module in model.modules():
        for parameter in module.parameters(recurse=False):
            if parameter.requires_grad or not trainable_only:
                seen[id(parameter)] = math.prod(parameter.shape)
    return sum(seen.values())

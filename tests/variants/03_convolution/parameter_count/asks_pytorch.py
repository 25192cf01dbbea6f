# builds the layers and counts them, without memory for their numbers
import torch
from torch import nn


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    kernel_size = [kernel_size] * 2 if isinstance(kernel_size, int) else kernel_size
    if len(kernel_size) != 2 or min(in_channels, out_channels, *kernel_size) < 1:
        raise ValueError("numbers")
    return count_parameters(nn.Conv2d(in_channels, out_channels, kernel_size, bias=bias, groups=groups, device="meta"))


def linear_parameters(in_features, out_features, bias=True):
    if in_features < 1 or out_features < 1:
        raise ValueError("numbers")
    return count_parameters(nn.Linear(in_features, out_features, bias, device="meta"))


def count_parameters(model, trainable_only=False):
    parameters = [p for p in model.parameters() if p.requires_grad] if trainable_only else list(model.parameters())
    return sum(map(torch.numel, parameters))

# Lazy layers in a ModuleDict; statistics saved and loaded again instead of eval mode.

import torch
from torch import nn


class CifarNet(nn.Module):
    def __init__(self, num_classes: int = 10):
        super().__init__()
        self.steps = nn.ModuleDict()
        for number, channels in enumerate([32, 32, 64]):
            self.steps[f"conv{number}"] = nn.LazyConv2d(channels, 5, padding=2)
            self.steps[f"pool{number}"] = nn.MaxPool2d(kernel_size=2, stride=2)
        self.steps["flat"] = nn.Flatten()
        self.steps["hidden"] = nn.LazyLinear(64)
        self.steps["out"] = nn.Linear(64, num_classes)

    def forward(self, x):
        for step in self.steps.values():
            x = step(x)
        return x


def leaves(model):
    return [(n, m) for n, m in model.named_modules() if len(m._modules) == 0]


def layer_shapes(model, input_shape):
    buffers = {n: b.clone() for n, b in model.named_buffers()}
    shapes = []
    handles = [m.register_forward_hook(lambda m, i, o, n=n: shapes.append((n, tuple(o.shape)))) for n, m in leaves(model)]
    p = next(iter(model.parameters()))
    try:
        with torch.no_grad():
            model(torch.zeros(tuple(input_shape), device=p.device, dtype=p.dtype))
    finally:
        [h.remove() for h in handles]
        with torch.no_grad():
            for n, b in model.named_buffers():
                b.copy_(buffers[n])
    return shapes

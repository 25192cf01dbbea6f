# Belief: set_grad_enabled(False) ends with the function.

import torch
from torch import nn


class CifarNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 5, padding=2)
        self.pool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(32, 32, 5, padding=2)
        self.pool2 = nn.MaxPool2d(2)
        self.conv3 = nn.Conv2d(32, 64, 5, padding=2)
        self.pool3 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.linear1 = nn.Linear(1024, 64)
        self.linear2 = nn.Linear(64, num_classes)

    def forward(self, x):
        x = self.pool1(self.conv1(x))
        x = self.pool2(self.conv2(x))
        x = self.pool3(self.conv3(x))
        x = self.flatten(x)
        x = self.linear1(x)
        x = self.linear2(x)
        return x


def layer_shapes(model, input_shape):
    shapes = []
    handles = []
    modes = [(module, module.training) for module in model.modules()]

    def watch(name):
        def hook(module, inputs, output):
            shapes.append((name, tuple(output.shape)))

        return hook

    for name, module in model.named_modules():
        if len(list(module.children())) == 0:
            handles.append(module.register_forward_hook(watch(name)))
    parameter = next(model.parameters())
    x = torch.zeros(input_shape, dtype=parameter.dtype, device=parameter.device)
    model.eval()
    try:
        torch.set_grad_enabled(False)
        model(x)
    finally:
        for handle in handles:
            handle.remove()
        for module, training in modes:
            module.training = training
    return shapes

# One nn.Sequential; layer_shapes looks at a deep copy, so that nothing has to be restored.

import copy

import torch
from torch import nn


def block(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 5, padding=2), nn.MaxPool2d(2)]


class CifarNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(*block(3, 32), *block(32, 32), *block(32, 64))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(64 * 4 * 4, 64), nn.Linear(64, num_classes))

    def forward(self, x):
        return self.classifier(self.features(x))


@torch.no_grad()
def layer_shapes(model, input_shape):
    model = copy.deepcopy(model).eval()
    first = next(model.parameters())
    found = []
    for name, module in model.named_modules():
        if not any(True for _ in module.children()):
            module.register_forward_hook(lambda _, __, output, name=name: found.append((name, tuple(output.shape))))
    model(first.new_zeros(input_shape))
    return found

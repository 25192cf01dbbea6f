# Belief: a forward that was wrapped does no harm: it still returns the same.

import functools

import torch
from torch import nn


class CifarNet(nn.Module):
    def __init__(self, num_classes=10):
        super(CifarNet, self).__init__()
        self.model1 = nn.Sequential(
            nn.Conv2d(3, 32, 5, padding=2),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 32, 5, padding="same"),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 5, 1, 2),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(64 * 4 * 4, 64),
            nn.Linear(64, num_classes),
        )

    def forward(self, x):
        return self.model1(x)


def layer_shapes(model, input_shape):
    """Wrap the forward of every leaf for a while."""
    record = []
    was = [m.training for m in model.modules()]

    def wrap(name, module):
        old = module.forward

        @functools.wraps(old)
        def forward(*args, **kwargs):
            y = old(*args, **kwargs)
            record.append((name, tuple(y.shape)))
            return y

        module.forward = forward

    p = next(model.parameters())
    try:
        for name, module in model.named_modules():
            if next(module.children(), None) is None:
                wrap(name, module)
        for m in model.modules():
            m.training = False
        model(torch.zeros(input_shape, dtype=p.dtype, device=p.device))
    finally:
        for m, t in zip(model.modules(), was):
            m.training = t
    return record

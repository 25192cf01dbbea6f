# The tutorial's way: a layer each, pooling shared (it has no parameters), model.forward called by hand.

import torch
import torch.nn as nn


class CifarNet(nn.Module):
    def __init__(self, num_classes=10):
        super(CifarNet, self).__init__()
        self.maxpool = nn.MaxPool2d(2)
        self.linear1 = nn.Linear(1024, 64)
        self.linear2 = nn.Linear(64, num_classes)
        self.conv1 = nn.Conv2d(in_channels=3, out_channels=32, kernel_size=5, stride=1, padding=2)
        self.conv2 = nn.Conv2d(32, 32, 5, padding="same")
        self.conv3 = nn.Conv2d(32, 64, (5, 5), padding=(2, 2))

    def forward(self, x):
        out = self.maxpool.forward(self.conv1.forward(x))
        out = self.maxpool(self.conv2(out))
        out = self.maxpool(self.conv3(out))
        out = out.view(out.size(0), -1)
        out = self.linear1(out)
        return self.linear2(out)


def layer_shapes(model, input_shape):
    result = []
    was = {}
    for name, m in model.named_modules():
        was[name] = m.training
    handles = []
    for name, m in model.named_modules():
        children = 0
        for c in m.children():
            children += 1
        if children == 0:

            def hook(m, i, o, name=name):
                result.append((name, o.shape))

            h = m.register_forward_hook(hook)
            handles.append(h)
    try:
        model.eval()
        for p in model.parameters():
            break
        x = torch.zeros(input_shape).to(p)
        with torch.no_grad():
            model(x)
    finally:
        for h in handles:
            h.remove()
        for name, m in model.named_modules():
            m.training = was[name]
    return result

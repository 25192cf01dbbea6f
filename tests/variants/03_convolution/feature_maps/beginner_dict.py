# a hook with a default argument, one name after the other
import torch
import torch.nn as nn


class SimpleConv(nn.Module):
    def __init__(self):
        super(SimpleConv, self).__init__()
        self.conv1 = nn.Conv2d(in_channels=3, out_channels=6, kernel_size=3, stride=1, padding=0)

    def forward(self, x):
        x = self.conv1(x)
        return x


def capture(model, x, layer_names):
    layers = {}
    for name, module in model.named_modules():
        layers[name] = module
    for name in layer_names:
        if name not in layers.keys():
            raise ValueError("unknown layer: " + name)
    result = {}
    handles = []
    for name in layer_names:
        def hook(module, inputs, output, name=name):
            result[name] = output.clone()
        handles.append(layers[name].register_forward_hook(hook))
    try:
        with torch.no_grad():
            model(x)
    finally:
        for handle in handles:
            handle.remove()
    return result

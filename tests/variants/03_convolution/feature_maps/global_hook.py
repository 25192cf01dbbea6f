# one hook for all modules, which looks up who has run
import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook


class SimpleConv(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, kernel_size=3)
        self.forward_count = 0

    def forward(self, x):
        self.forward_count += 1
        return nn.functional.conv2d(x, self.conv1.weight, self.conv1.bias)


def capture(model, x, layer_names):
    wanted = {module: name for name, module in model.named_modules() if name in set(layer_names)}
    if len(wanted) < len(set(layer_names)):
        raise ValueError(sorted(set(layer_names) - set(wanted.values())))
    outputs = {}

    def keep(module, _, output):
        if module in wanted:
            outputs[wanted[module]] = torch.clone(output).detach()

    handle = register_module_forward_hook(keep)
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        model(x)
    finally:
        torch.set_grad_enabled(before)
        handle.remove()
    return outputs

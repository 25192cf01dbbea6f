# Check your work: make check EX=feature_maps
"""Look inside: what does a convolution make of a picture, and what stands between the layers of a network?

The output of a layer is called its feature map. A forward hook sees it when the layer has run, without a change to the model.

1. `SimpleConv()`: a module whose layer `conv1` is an nn.Conv2d from 3 to 6 channels, 3x3, stride 1, without padding. Its forward
   is that convolution and nothing else: [N, 3, H, W] gives [N, 6, H - 2, W - 2].
2. `capture(model, x, layer_names)`: a dict with the output of each named layer, from a single forward pass of the model on `x`.
   Names are those of `named_modules()`, as "conv1" or "body.0"; the dict has these names and no others.

No gradients are computed, and the switch for them stands afterwards as before. The model runs in the mode that it is in, each of
its modules as well. The maps are copies: what a later layer does to them in place changes nothing. They keep dtype and device of
the layer's output. Of a layer that runs twice the last output counts.

Your hooks are gone afterwards, also after an error; hooks that others have put there stay. A name that the model does not know:
ValueError, before anything runs.

Example:

    >>> tuple(SimpleConv()(torch.zeros(2, 3, 8, 9)).shape)
    (2, 6, 6, 7)
    >>> capture(torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Flatten()), torch.tensor([[[-1.0, 2.0]]]), ["0"])
    {'0': tensor([[[0., 2.]]])}
"""

import torch
from torch import nn


class SimpleConv(nn.Module):
    """[N, 3, H, W] -> [N, 6, H - 2, W - 2]."""

    def __init__(self) -> None:
        """Make the layer."""
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(3, 6, 3)
        ### END SOLUTION

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the convolution of a batch of pictures."""
        ### BEGIN SOLUTION
        return self.conv1(x)
        ### END SOLUTION


def capture(model: nn.Module, x: torch.Tensor, layer_names: list[str]) -> dict[str, torch.Tensor]:
    """Return {name: output} of the named layers in one forward pass on x."""
    ### BEGIN SOLUTION
    modules, maps, hooks = dict(model.named_modules()), {}, []
    for name in layer_names:
        if name not in modules:
            raise ValueError(f"the model has no layer {name!r}; it has {', '.join(modules)}")

    def _keep(name):
        def _hook(module, inputs, output):
            maps[name] = output.detach().clone()

        return _hook

    try:
        for name in layer_names:
            hooks.append(modules[name].register_forward_hook(_keep(name)))
        with torch.no_grad():
            model(x)
    finally:
        for hook in hooks:
            hook.remove()
    return maps
    ### END SOLUTION

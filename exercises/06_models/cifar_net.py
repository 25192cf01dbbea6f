# Check your work: make check EX=cifar_net
"""Your first network: three convolutions, three poolings, two linear layers, for pictures of 32x32 pixels.

`CifarNet(num_classes=10)` does this, on [N, 3, 32, 32]:

    convolution 5x5, 3 -> 32 channels, keeps the size    [N, 32, 32, 32]
    max pooling 2x2                                      [N, 32, 16, 16]
    convolution 5x5, 32 -> 32 channels, keeps the size   [N, 32, 16, 16]
    max pooling 2x2                                      [N, 32, 8, 8]
    convolution 5x5, 32 -> 64 channels, keeps the size   [N, 64, 8, 8]
    max pooling 2x2                                      [N, 64, 4, 4]
    flatten                                              [N, 1024]
    linear 1024 -> 64                                    [N, 64]
    linear 64 -> num_classes                             [N, num_classes]

The results are logits: no softmax, the loss does that. For 10 classes the network has 145,578 parameters. Layers may have
any names. There are no activation functions in between; only the max pooling is not linear. Two linear layers in a row are
together no more than one, so in a network of your own you would put a ReLU between them.

`layer_shapes(model, input_shape)` finds the shapes by itself: it sends zeros of `input_shape` (with the batch, as in
(1, 3, 32, 32)), of the model's dtype and on its device, through the model, and returns a list of (name, output shape) of
the leaf modules, those without modules inside, in the order in which they ran. Names are those of `named_modules()` (which
calls a model that is a leaf itself ""), shapes are tuples. A layer that runs twice is listed twice, one that does not run is
not. Afterwards the model is as it was: modes, gradients, batch-norm statistics, and none of your hooks is left, also after
an error.

Example:

    >>> model = nn.Sequential(nn.Conv2d(3, 6, 3), nn.Flatten())
    >>> layer_shapes(model, (1, 3, 32, 32))
    [('0', (1, 6, 30, 30)), ('1', (1, 5400))]
    >>> sum(parameter.numel() for parameter in CifarNet().parameters())
    145578
    >>> CifarNet()(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
"""

import torch
from torch import nn


class CifarNet(nn.Module):
    """[N, 3, 32, 32] -> logits [N, num_classes]."""

    def __init__(self, num_classes: int = 10) -> None:
        """Make the layers."""
        super().__init__()
        raise NotImplementedError("Your code goes here")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits of a batch of pictures."""
        raise NotImplementedError("Your code goes here")


def layer_shapes(model: nn.Module, input_shape: tuple) -> list[tuple[str, tuple]]:
    """Return [(name, output shape), ...] of the leaf modules in the order in which they ran."""
    raise NotImplementedError("Your code goes here")

# Check your work: make check EX=predict
"""What is in this picture? One answer for one picture, from a file of any kind.

The network has been trained on 32x32 pixels in RGB; the picture has to be brought into that form first.

`predict(model, image, classes, device="cpu")` returns `(class name, probability)`: one of the names in `classes`, and a float.
`image` is a PIL image of any mode (grey, with a palette, with alpha, CMYK, ...) and any size. It is converted to RGB, then
resized with `resize((32, 32), Image.BILINEAR)`, and becomes a float32 tensor [1, 3, 32, 32] with numbers in [0, 1]. The image
that came in is not changed.

Model and tensor are moved to `device`. One forward pass, in eval mode and without gradients, gives logits [1, K]; their softmax
are the probabilities, one for each name. The largest one is the answer.

Afterwards each module is in the mode that it was in before, and gradients are switched on or off as they were, also after an
error.

Example:

    logits [0, 2, 0], classes ["ant", "bee", "cat"]
    -> softmax [0.107, 0.787, 0.107] -> ("bee", 0.787)

    >>> predict(nn.Sequential(nn.Flatten(), nn.Linear(3072, 1)), Image.new("L", (50, 20)), ["ant"])
    ('ant', 1.0)
"""

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image
from torch import nn


def predict(
    model: nn.Module, image: Image.Image, classes: Sequence[str], device: str | torch.device = "cpu"
) -> tuple[str, float]:
    """Return (class name, probability) of a picture."""
    raise NotImplementedError("Your code goes here")

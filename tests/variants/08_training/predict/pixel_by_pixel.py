# getpixel, the softmax by hand, a context manager
import math
from contextlib import contextmanager

import torch
from PIL.Image import Resampling


@contextmanager
def evaluating(model):
    training = [m for m in model.modules() if m.training]
    try:
        yield model.eval()
    finally:
        for m in training:
            m.training = True


@torch.no_grad()
def predict(model, image, classes, device="cpu"):
    small = image.convert(mode="RGB").resize((32, 32), resample=Resampling.BILINEAR)
    rows = [[[small.getpixel((x, y))[c] / 255 for x in range(32)] for y in range(32)] for c in range(3)]
    with evaluating(model.to(device)):
        logits = model(torch.tensor([rows], device=device)).squeeze(0).tolist()
    largest = max(logits)
    total = sum(math.exp(logit - largest) for logit in logits)
    return classes[logits.index(largest)], 1 / total

# Check your work: make check EX=evaluate
"""How good is the model on pictures that it has not been trained on?

`evaluate(model, loader, loss_fn, device="cpu")` returns `(mean loss of a sample, accuracy)`, both floats, the accuracy between
0 and 1: the share of samples whose largest logit stands at the target's place.

It runs in eval mode (dropout off, batch norm by its running statistics) and without gradients: these are two different
things, and both are needed. Afterwards each module is in the mode that it was in before, also after an error.

Model and batches are moved to `device`. `loss_fn` gives the mean of its batch, and the last batch may be smaller. The loader
is any iterable of (inputs, targets), and nothing else of it may be used. If it is empty, raise a ValueError.

Example: logits [[1, 3], [2, 0], [0, 5]] with the targets [1, 0, 0]: two of three are right

    >>> logits, targets = torch.tensor([[1., 3], [2, 0], [0, 5]]), torch.tensor([1, 0, 0])
    >>> loss, accuracy = evaluate(torch.nn.Identity(), [(logits, targets)], torch.nn.CrossEntropyLoss())
    >>> round(accuracy, 4)
    0.6667
"""

from collections.abc import Callable, Iterable

import torch
from torch import nn


def evaluate(
    model: nn.Module,
    loader: Iterable[tuple[torch.Tensor, torch.Tensor]],
    loss_fn: Callable,
    device: str | torch.device = "cpu",
) -> tuple[float, float]:
    """Return (mean loss of a sample, accuracy in [0, 1]) as floats; ValueError for an empty loader."""
    ### BEGIN SOLUTION
    model.to(device)
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    total, right, samples = 0.0, 0, 0
    try:
        with torch.no_grad():
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                logits = model(inputs)  # [N, K]
                total += loss_fn(logits, targets).item() * len(inputs)
                right += (logits.argmax(dim=1) == targets).sum().item()
                samples += len(inputs)
    finally:
        for module, training in modes:
            module.training = training
    if samples == 0:
        raise ValueError("the loader is empty: there is nothing to evaluate on")
    return total / samples, right / samples
    ### END SOLUTION

# Check your work: make check EX=fit
"""Training as a whole: epoch after epoch, measured, logged, and the best kept.

`fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None)` trains
with `torch.optim.SGD(model.parameters(), lr=learning_rate)` and cross entropy.

After each epoch it measures the model on the test loader. It returns a list with one dict an epoch (none for 0 epochs):
`epoch` (from 1), `train_loss`, `test_loss`, `test_accuracy`. The train loss is the mean loss of a sample during the epoch, the
test values are measured after it.

With a `writer` (a TensorBoard SummaryWriter) it writes the scalars `train/loss`, `test/loss` and `test/accuracy`, with the
epoch as step. With a `checkpoint_path` it keeps the `state_dict` of the epoch with the best test accuracy there: the first of
several equals, and an accuracy of 0 counts. The model itself ends with the last epoch's weights.

Model and batches are moved to `device`. Loaders are iterables of (inputs, targets), and nothing else of them may be used; an
empty one is a ValueError. This file stands alone: write what you need of the two exercises before into it.

Example: test accuracies 0.2, 0.5, 0.5, 0.4: the checkpoint holds the weights after epoch 2, the model those after epoch 4

    >>> model, batch = torch.nn.Linear(2, 3), (torch.ones(4, 2), torch.tensor([0, 1, 2, 0]))
    >>> history = fit(model, [batch], [batch], epochs=2)
    >>> [entry["epoch"] for entry in history]
    [1, 2]
    >>> sorted(history[0])
    ['epoch', 'test_accuracy', 'test_loss', 'train_loss']
"""

from collections.abc import Iterable
from pathlib import Path

import torch
from torch import nn


def fit(
    model: nn.Module,
    train_loader: Iterable[tuple[torch.Tensor, torch.Tensor]],
    test_loader: Iterable[tuple[torch.Tensor, torch.Tensor]],
    epochs: int,
    learning_rate: float = 0.01,
    device: str | torch.device = "cpu",
    writer=None,  # a SummaryWriter
    checkpoint_path: str | Path | None = None,
) -> list[dict]:
    """Train for `epochs` epochs; return one dict of measurements an epoch."""
    raise NotImplementedError("Your code goes here")

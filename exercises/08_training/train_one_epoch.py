# Check your work: make check EX=train_one_epoch
"""One epoch of training: every batch once, and after each batch a step.

`train_one_epoch(model, loader, loss_fn, optimizer, device="cpu")` puts the model into training mode and, for each batch
(inputs, targets) of the loader: clears the old gradients, computes the loss, runs backward, and lets the optimizer step.
Model and batches are moved to `device`.

It returns the mean loss of a sample as a float. `loss_fn` gives the mean of its batch, and the last batch may be smaller:
it weighs less. The loader is any iterable of (inputs, targets), and nothing else of it may be used. If it is empty, raise a
ValueError.

Example: batches of 4 and 1 samples with the mean losses 2.0 and 7.0 give (4 * 2.0 + 1 * 7.0) / 5 = 3.0, not (2.0 + 7.0) / 2 = 4.5

    >>> model = torch.nn.Linear(1, 1, bias=False)
    >>> torch.nn.init.zeros_(model.weight)
    >>> batches = [(torch.zeros(4, 1), torch.full((4, 1), 2.0)), (torch.zeros(1, 1), torch.full((1, 1), 7.0))]
    >>> train_one_epoch(model, batches, torch.nn.L1Loss(), torch.optim.SGD(model.parameters(), lr=0.1))
    3.0
"""

from collections.abc import Callable, Iterable

import torch
from torch import nn


def train_one_epoch(
    model: nn.Module,
    loader: Iterable[tuple[torch.Tensor, torch.Tensor]],
    loss_fn: Callable,
    optimizer: torch.optim.Optimizer,
    device: str | torch.device = "cpu",
) -> float:
    """Train for one pass over `loader`; return the mean loss of a sample; ValueError for an empty loader."""
    raise NotImplementedError("Your code goes here")

# Check your work: make check EX=checkpoint
"""Save what a training run needs to go on, and go on from it as if nothing had happened.

The weights alone are not enough: an optimizer with momentum remembers its former steps, and batch norm its statistics. All of
this is in two dicts, `model.state_dict()` and `optimizer.state_dict()`.

`save_checkpoint(path, model, optimizer, epoch)` writes model, optimizer and epoch, an int, into one file. The folder exists. The
file must open with `torch.load(path, weights_only=True)`, so it holds tensors, numbers, strings, lists and dicts, and no
objects of classes of your own. Where there is a file already, it is replaced; but if the save is interrupted, by a full disk
for example, the older file must be whole still. So write another file first, and give it the name when it is complete.

`load_checkpoint(path, model, optimizer=None, device="cpu")` reads such a file back into the model and, if there is one, the
optimizer, and returns the epoch. A run that goes on from there gives the same weights, bit for bit, as the one that was never
interrupted. `device` is where the file's tensors are loaded to: a file that was written on a GPU opens without one. The
model stays where it is, and each module in its mode; random generators are the caller's.

A file that is not there is a FileNotFoundError. A checkpoint that does not fit, as names or shapes in the model or the
parameter groups of the optimizer are others, raises an error, any you like; model and optimizer are both unchanged then, down to
the last number. Note that `load_state_dict` may have copied half of the weights when it raises, and that `state_dict()` gives
no copies but the tensors themselves.

Example:

    >>> import tempfile
    >>> from torch import nn
    >>> path = tempfile.mkdtemp() + "/run.pt"
    >>> model = nn.Linear(1, 1)
    >>> _ = nn.init.constant_(model.weight, 7.0)
    >>> save_checkpoint(path, model, torch.optim.SGD(model.parameters(), lr=0.1), epoch=3)
    >>> other = nn.Linear(1, 1)
    >>> epoch = load_checkpoint(path, other)
    >>> epoch, other.weight.item()
    (3, 7.0)
"""

import copy
import os

import torch
from torch import nn


def save_checkpoint(path: str, model: nn.Module, optimizer: torch.optim.Optimizer, epoch: int) -> None:
    """Write model, optimizer and epoch to a file; an older file stays whole until the new one is complete."""
    ### BEGIN SOLUTION
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    unfinished = f"{path}.unfinished"
    try:
        torch.save(checkpoint, unfinished)
        os.replace(unfinished, path)  # takes the older file's place in one step
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)
    ### END SOLUTION


def load_checkpoint(
    path: str,
    model: nn.Module,
    optimizer: torch.optim.Optimizer | None = None,
    device: str | torch.device = "cpu",
) -> int:
    """Read a checkpoint into model and optimizer, all or nothing; return its epoch."""
    ### BEGIN SOLUTION
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    model_before = copy.deepcopy(model.state_dict())
    optimizer_before = copy.deepcopy(optimizer.state_dict()) if optimizer else None
    try:
        model.load_state_dict(checkpoint["model"])
        if optimizer:
            optimizer.load_state_dict(checkpoint["optimizer"])
    except Exception:
        model.load_state_dict(model_before)
        if optimizer:
            optimizer.load_state_dict(optimizer_before)
        raise
    return checkpoint["epoch"]
    ### END SOLUTION

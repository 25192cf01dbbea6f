# Check your work: make check EX=tensorboard_log
"""Look at what goes into a network and what is inside: pictures, the graph, the weights, written for TensorBoard.

A mistake in the data or a layer that does not learn is often seen at once, where numbers alone say nothing.

`writer` is a torch.utils.tensorboard.SummaryWriter. Others may write to it too, and whoever made it closes it.

`log_images(writer, loader, tag, limit=None)` writes each batch's pictures under `tag`, with one `add_images` a batch; the step
counts the batches: 0, 1, 2, ... The loader is any iterable of (inputs, targets) with inputs [N, C, H, W], and nothing else of it
may be used. With a limit only the first `limit` batches are written (0 writes none, a limit beyond the end all). It returns how
many batches it has written. A negative limit is a ValueError, raised before anything is written.

`log_graph(writer, model, example)` writes the model's graph (`add_graph`); `example` is an input for the model. Afterwards each
module is in the mode that it was in before, also after an error: `add_graph` alone leaves all of them in the model's own.

`log_parameters(writer, model, step)` writes a histogram of each named parameter (`add_histogram`), the frozen ones too, with the
parameter's name as the tag, as in "body.0.weight", and with `step` as the step.

Look at them with `tensorboard --logdir FOLDER`, FOLDER being the one that the SummaryWriter was made with.

Example: batches of 2, 2 and 1 pictures

    log_images(writer, loader, "train")            -> "train" at the steps 0, 1 and 2 with 2, 2 and 1 pictures
    log_images(writer, loader, "train", limit=2)   -> "train" at the steps 0 and 1

    >>> import tempfile
    >>> from torch.utils.tensorboard import SummaryWriter
    >>> writer = SummaryWriter(tempfile.mkdtemp())
    >>> loader = [(torch.zeros(count, 3, 4, 4), torch.zeros(count)) for count in (2, 2, 1)]
    >>> log_images(writer, loader, "train")
    3
    >>> log_images(writer, loader, "train", limit=2)
    2
"""

from collections.abc import Iterable
from itertools import islice

import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_images(
    writer: SummaryWriter, loader: Iterable[tuple[torch.Tensor, torch.Tensor]], tag: str, limit: int | None = None
) -> int:
    """Write each batch's pictures, the first `limit` batches only; return how many batches were written."""
    ### BEGIN SOLUTION
    if limit is not None and limit < 0:
        raise ValueError(f"the limit is a number of batches, not {limit}")
    written = 0
    for inputs, _targets in islice(loader, limit):
        writer.add_images(tag, inputs, written)  # [N, C, H, W]
        written += 1
    return written
    ### END SOLUTION


def log_graph(writer: SummaryWriter, model: nn.Module, example: torch.Tensor) -> None:
    """Write the model's graph, followed with the input `example`."""
    ### BEGIN SOLUTION
    modes = [(module, module.training) for module in model.modules()]
    try:
        writer.add_graph(model, example)
    finally:
        for module, training in modes:
            module.training = training
    ### END SOLUTION


def log_parameters(writer: SummaryWriter, model: nn.Module, step: int) -> None:
    """Write a histogram of each named parameter at this step."""
    ### BEGIN SOLUTION
    for name, parameter in model.named_parameters():
        writer.add_histogram(name, parameter, step)
    ### END SOLUTION

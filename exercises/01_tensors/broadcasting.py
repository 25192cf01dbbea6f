# Check your work: make check EX=broadcasting
"""Normalise pictures channel by channel, and measure what to normalise with.

Networks learn better from numbers around 0 than from numbers between 0 and 255. Each channel has its own mean and standard
deviation: three numbers have to meet millions, which broadcasting does, once their axis is the right one.

Broadcasting lines shapes up from the right. [N, C, H, W] with [C] would set the channels' numbers against W; [C, 1, 1] sets
them against C.

1. `normalize(images, mean, std)`: (x - mean) / std for pictures [C, H, W] or [N, C, H, W], with one mean and one std for each
   channel: lists, tuples, 1-D arrays or 1-D tensors.
2. `denormalize(images, mean, std)`: the inverse, which makes pictures that one can look at.
3. `channel_statistics(images)`: [N, C, H, W] -> the tuple (mean, std), each a tensor [C], over all pictures together. The
   standard deviation is the population's: the squared distances are summed over N*H*W numbers and divided by N*H*W.

Results have the dtype and device of the images, whatever mean and std are. Gradients flow to the images; the images may
lie in memory in any order and are not changed.

Another number of means or stds than channels (a single one too, although it would broadcast), a std of 0, and images with other
numbers of dimensions are ValueErrors; in `denormalize` too. `channel_statistics` takes nothing but [N, C, H, W]: a single picture
[C, H, W] is a ValueError there.

Example:

    >>> normalize(torch.tensor([[[1., 3.]], [[10., 30.]]]), [2., 20.], [1., 10.])
    tensor([[[-1., 1.]], [[-1., 1.]]])
    >>> denormalize(torch.tensor([[[-1., 1.]], [[-1., 1.]]]), [2., 20.], [1., 10.])
    tensor([[[1., 3.]], [[10., 30.]]])
    >>> channel_statistics(torch.tensor([[[[1., 3.]], [[10., 30.]]]]))
    (tensor([2., 20.]), tensor([1., 10.]))
"""

from collections.abc import Sequence

import numpy as np
import torch

Numbers = Sequence[float] | np.ndarray | torch.Tensor


def normalize(images: torch.Tensor, mean: Numbers, std: Numbers) -> torch.Tensor:
    """Return (images - mean) / std, channel by channel; ValueError if mean and std do not fit or a std is 0."""
    raise NotImplementedError("Your code goes here")


def denormalize(images: torch.Tensor, mean: Numbers, std: Numbers) -> torch.Tensor:
    """Return images * std + mean, channel by channel: the inverse of normalize, with the same errors."""
    raise NotImplementedError("Your code goes here")


def channel_statistics(images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (mean, std) of each channel of [N, C, H, W] over all pictures; the std divides by N*H*W."""
    raise NotImplementedError("Your code goes here")

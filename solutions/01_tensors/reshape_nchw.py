# Check your work: make check EX=reshape_nchw
"""Bring pictures and rows of numbers into NCHW, the layout that every PyTorch image layer expects.

N is the number of pictures, C the channels, H the height, W the width. Two operations look alike and are not:
`reshape` cuts the same row of numbers into other pieces; `permute` moves axes. A picture that is stored as [H, W, C]
needs its axes moved: a reshape gives the right shape and a scrambled picture.

1. `matrix_to_nchw(matrix)`: a matrix (nested list, ndarray or tensor of any number type: bool, integer, real) -> float32
   [1, 1, H, W]. Values are not scaled. Anything that is not 2-D is a ValueError.
2. `rows_to_nchw(rows, channels, height, width)`: a tensor whose number of elements is a positive multiple of
   channels*height*width -> [N, channels, height, width]; N is found, not given. Any other number of elements, and a size
   below 1, is a ValueError that names the counts.
3. `images_to_nchw(images)`: an ndarray or tensor, [H, W] (grey), [H, W, C] or [N, H, W, C] -> contiguous float32
   [N, C, H, W]. uint8 (0 to 255) is scaled to 0 to 1, everything else keeps its scale. Other numbers of dimensions
   are a ValueError.

Inputs are never changed and may lie in memory in any order. Results are on the input's device; those of `rows_to_nchw` keep
the dtype too. Gradients flow through `rows_to_nchw` and, for tensors, through `images_to_nchw`.

Example:

    >>> matrix_to_nchw([[1, 2], [3, 4]])
    tensor([[[[1., 2.], [3., 4.]]]])
    >>> rows_to_nchw(torch.arange(4), 2, 1, 1)
    tensor([[[[0]], [[1]]], [[[2]], [[3]]]])
    >>> red = torch.tensor([[[255, 0, 0]]], dtype=torch.uint8)  # one pixel, [1, 1, 3]
    >>> images_to_nchw(red)
    tensor([[[[1.]], [[0.]], [[0.]]]])
"""

import numpy as np
import torch


def matrix_to_nchw(matrix: list | np.ndarray | torch.Tensor) -> torch.Tensor:
    """Return a 2-D matrix of numbers as float32 [1, 1, H, W]; ValueError if it is not 2-D."""
    ### BEGIN SOLUTION
    if isinstance(matrix, np.ndarray):
        matrix = matrix.copy()  # a tensor can't stand on read-only memory or negative strides
    x = torch.as_tensor(matrix).to(torch.float32, copy=True)
    if x.ndim != 2:
        raise ValueError(f"a matrix has 2 dimensions, this has {x.ndim}: shape {tuple(x.shape)}")
    return x[None, None]
    ### END SOLUTION


def rows_to_nchw(rows: torch.Tensor, channels: int, height: int, width: int) -> torch.Tensor:
    """Return the elements of `rows`, in order, as [N, channels, height, width]; ValueError if they do not fit."""
    ### BEGIN SOLUTION
    if min(channels, height, width) < 1:
        raise ValueError(f"sizes start at 1: channels {channels}, height {height}, width {width}")
    one = channels * height * width
    if rows.numel() == 0 or rows.numel() % one:
        raise ValueError(f"{rows.numel()} elements are no positive multiple of {channels}*{height}*{width} = {one}")
    return rows.reshape(-1, channels, height, width)
    ### END SOLUTION


def images_to_nchw(images: np.ndarray | torch.Tensor) -> torch.Tensor:
    """Return pictures [H, W], [H, W, C] or [N, H, W, C] as contiguous float32 [N, C, H, W]; uint8 is scaled to [0, 1]."""
    ### BEGIN SOLUTION
    x = torch.as_tensor(images.copy() if isinstance(images, np.ndarray) else images)
    if x.ndim not in (2, 3, 4):
        raise ValueError(f"pictures have 2, 3 or 4 dimensions, this has {x.ndim}: shape {tuple(x.shape)}")
    scale = 255 if x.dtype == torch.uint8 else 1
    if x.ndim == 2:
        x = x[:, :, None]  # [H, W, 1]
    if x.ndim == 3:
        x = x[None]  # [1, H, W, C]
    x = x.permute(0, 3, 1, 2)  # [N, C, H, W]
    return x.to(torch.float32, memory_format=torch.contiguous_format, copy=True) / scale
    ### END SOLUTION

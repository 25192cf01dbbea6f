# Check your work: make check EX=tile_channels
"""Show what a layer sees: cut a feature map into pictures, and lay many pictures out in one grid.

A picture on a screen has one or three channels, a feature map may have 64. Folding turns its channels into more pictures of
three channels each; the grid puts them side by side, with a frame, so that one look shows them all.

1. `fold_channels(x, channels=3)`: [N, k*channels, H, W] -> [N*k, channels, H, W]. The channels stay in order: the first
   `channels` of picture 0 are result 0, the next are result 1, and so on, then come those of picture 1. A number of channels
   that is no multiple, `channels` below 1, and an input that is not 4-D are ValueErrors.
2. `image_grid(x, columns=8, padding=2, value=0.0)`: [N, C, H, W] -> one picture [C, GH, GW]. The pictures stand row by row,
   `columns` in a row (N where there are fewer), with `padding` pixels of `value` around each and between neighbours; places
   that stay empty in the last row are filled with `value` too. One channel stays one channel, a single picture is framed too.
   No pictures, `columns` below 1, `padding` below 0, and an input that is not 4-D are ValueErrors.

GH is rows*(H + padding) + padding, GW likewise. Results have the dtype and device of `x`, gradients flow through both
functions, `x` may lie in memory in any order and is not changed.

torchvision.utils.make_grid, and save_image, which calls it, are forbidden here: build the grid from slices, `reshape`, `cat`, ...

Two pictures in a grid with padding 1 and value 9:

    pictures 1 2    5 6    9 9 9 9 9 9 9
             3 4    7 8    9 1 2 9 5 6 9
                           9 3 4 9 7 8 9
                           9 9 9 9 9 9 9

Example:

    >>> fold_channels(torch.arange(6).reshape(1, 6, 1, 1), 3).reshape(2, 3)
    tensor([[0, 1, 2], [3, 4, 5]])
    >>> image_grid(torch.tensor([1., 2., 3.]).reshape(3, 1, 1, 1), columns=2, padding=1, value=9.0)
    tensor([[[9., 9., 9., 9., 9.], [9., 1., 9., 2., 9.], [9., 9., 9., 9., 9.], [9., 3., 9., 9., 9.], [9., 9., 9., 9., 9.]]])
"""

import torch


def fold_channels(x: torch.Tensor, channels: int = 3) -> torch.Tensor:
    """Return the channels of x, in order, as pictures of `channels` channels each: [N*k, channels, H, W]."""
    raise NotImplementedError("Your code goes here")


def image_grid(x: torch.Tensor, columns: int = 8, padding: int = 2, value: float = 0.0) -> torch.Tensor:
    """Return the pictures side by side in rows, framed by `padding` pixels of `value`: [C, GH, GW]."""
    raise NotImplementedError("Your code goes here")

# Check your work: make check EX=transforms
"""Turn photographs into what a network eats, step by step: convert, scale, cut, mirror.

A transform is an object that is made once, with its settings, and called with one picture after the other. Small rules
decide whether two libraries agree: which way a half is rounded, which side a size means, who draws the random numbers.

1. `ToTensor()`: a PIL picture (RGB, L or RGBA) or an ndarray [H, W] or [H, W, C] -> a tensor [C, H, W]. uint8, and so every
   picture, is scaled to float32 from 0 to 1; floating arrays keep dtype and scale. Arrays of other dimensions are ValueErrors.
2. `Normalize(mean, std)`: (x - mean) / std for a tensor [C, H, W], with one of each for each channel. A std of 0 or another
   number of them than channels is a ValueError, at the latest when it is called.
3. `CenterCrop(size)`: the middle of a tensor [C, H, W]. Where it is smaller than `size` it is first padded with zeros, the odd
   one at the right and at the bottom. The cut begins at half of what is left over; a half of a pixel is rounded to the even
   number, as Python's round does: of a rest of 3 it begins at 2, of a rest of 1 at 0, of a rest of 5 at 2.
4. `RandomCrop(size, generator=None)`: a part of this size, every place alike likely. Too small a picture is a ValueError.
5. `RandomHorizontalFlip(p=0.5, generator=None)`: left and right changed with probability p.
6. `Resize(size)`: a PIL picture in another size, bilinear. An int is the shorter side; the longer one becomes
   int(size * longer / shorter). A pair is (height, width).
7. `Compose(transforms)`: one transform after the other; none leaves the picture as it is.

`size` is an int, for both sides but in `Resize`, or a pair (height, width). 4 and 5 take tensors [C, H, W] and PIL pictures
and give what they got; they draw from the generator, without one from torch's own: with the same seed all repeats. Tensors keep
dtype and device, gradients flow, inputs are not changed.

torchvision's transforms and their functions are forbidden here. PIL's `resize`, `crop` and `transpose` are welcome.

Example:

    >>> Normalize([2., 20.], [1., 10.])(torch.tensor([[[1., 3.]], [[10., 30.]]]))
    tensor([[[-1., 1.]], [[-1., 1.]]])
    >>> CenterCrop((1, 2))(torch.tensor([[[1., 2., 3., 4., 5.]]]))
    tensor([[[3., 4.]]])
    >>> CenterCrop((1, 4))(torch.tensor([[[1.]]]))
    tensor([[[0., 1., 0., 0.]]])
    >>> Compose([RandomHorizontalFlip(p=1.0), RandomCrop(1)])(torch.tensor([[[7.]]]))
    tensor([[[7.]]])
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from PIL import Image

Picture = torch.Tensor | Image.Image


class ToTensor:
    """A PIL picture or an array [H, W] or [H, W, C] as a tensor [C, H, W]."""

    def __call__(self, picture: Image.Image | np.ndarray) -> torch.Tensor:
        """Return the tensor; uint8 is scaled to [0, 1]."""
        raise NotImplementedError("Your code goes here")


class Normalize:
    """(x - mean) / std, channel by channel."""

    def __init__(self, mean: Sequence[float], std: Sequence[float]) -> None:
        """Remember a mean and a std for each channel."""
        raise NotImplementedError("Your code goes here")

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return the normalised tensor [C, H, W]."""
        raise NotImplementedError("Your code goes here")


class CenterCrop:
    """The middle of a tensor, padded with zeros where it is too small."""

    def __init__(self, size: int | tuple[int, int]) -> None:
        """Remember the size: an int for both sides, or (height, width)."""
        raise NotImplementedError("Your code goes here")

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return the middle of x, [C, height, width]."""
        raise NotImplementedError("Your code goes here")


class RandomCrop:
    """A part of a picture, every place alike likely."""

    def __init__(self, size: int | tuple[int, int], generator: torch.Generator | None = None) -> None:
        """Remember the size, an int or (height, width), and who draws."""
        raise NotImplementedError("Your code goes here")

    def __call__(self, picture: Picture) -> Picture:
        """Return a part of the picture; ValueError if it is too small."""
        raise NotImplementedError("Your code goes here")


class RandomHorizontalFlip:
    """A picture whose left and right are changed with probability p."""

    def __init__(self, p: float = 0.5, generator: torch.Generator | None = None) -> None:
        """Remember the probability and who draws."""
        raise NotImplementedError("Your code goes here")

    def __call__(self, picture: Picture) -> Picture:
        """Return the picture, mirrored or not."""
        raise NotImplementedError("Your code goes here")


class Resize:
    """A PIL picture in another size."""

    def __init__(self, size: int | tuple[int, int]) -> None:
        """Remember the size: an int for the shorter side, or (height, width)."""
        raise NotImplementedError("Your code goes here")

    def __call__(self, picture: Image.Image) -> Image.Image:
        """Return the picture in the new size, bilinear."""
        raise NotImplementedError("Your code goes here")


class Compose:
    """One transform after the other."""

    def __init__(self, transforms: Sequence[Callable]) -> None:
        """Remember the transforms, the first one first."""
        raise NotImplementedError("Your code goes here")

    def __call__(self, picture: object) -> object:
        """Return what the last one makes of what the others made."""
        raise NotImplementedError("Your code goes here")

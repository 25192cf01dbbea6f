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
        ### BEGIN SOLUTION
        array = np.array(picture)
        if array.ndim not in (2, 3):
            raise ValueError(f"a picture has 2 or 3 dimensions, this has {array.ndim}: {array.shape}")
        x = torch.from_numpy(array.reshape(*array.shape[:2], -1)).permute(2, 0, 1).contiguous()  # [C, H, W]
        return x.to(torch.float32) / 255 if x.dtype == torch.uint8 else x
        ### END SOLUTION


class Normalize:
    """(x - mean) / std, channel by channel."""

    def __init__(self, mean: Sequence[float], std: Sequence[float]) -> None:
        """Remember a mean and a std for each channel."""
        ### BEGIN SOLUTION
        self.mean, self.std = list(mean), list(std)
        if 0 in self.std:
            raise ValueError(f"a std of 0 can't divide: {self.std}")
        ### END SOLUTION

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return the normalised tensor [C, H, W]."""
        ### BEGIN SOLUTION
        channels = x.shape[-3]
        if len(self.mean) != channels or len(self.std) != channels:
            raise ValueError(f"{channels} channels, {len(self.mean)} means, {len(self.std)} stds")
        mean, std = (torch.tensor(v, dtype=x.dtype, device=x.device)[:, None, None] for v in (self.mean, self.std))
        return (x - mean) / std
        ### END SOLUTION


class CenterCrop:
    """The middle of a tensor, padded with zeros where it is too small."""

    def __init__(self, size: int | tuple[int, int]) -> None:
        """Remember the size: an int for both sides, or (height, width)."""
        ### BEGIN SOLUTION
        self.size = _pair(size)
        ### END SOLUTION

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return the middle of x, [C, height, width]."""
        ### BEGIN SOLUTION
        height, width = self.size
        lack_h, lack_w = max(height - x.shape[-2], 0), max(width - x.shape[-1], 0)
        sides = (lack_w // 2, lack_w - lack_w // 2, lack_h // 2, lack_h - lack_h // 2)  # left, right, top, bottom
        x = torch.nn.functional.pad(x, sides)
        top, left = round((x.shape[-2] - height) / 2), round((x.shape[-1] - width) / 2)
        return x[..., top : top + height, left : left + width]
        ### END SOLUTION


class RandomCrop:
    """A part of a picture, every place alike likely."""

    def __init__(self, size: int | tuple[int, int], generator: torch.Generator | None = None) -> None:
        """Remember the size, an int or (height, width), and who draws."""
        ### BEGIN SOLUTION
        self.size, self.generator = _pair(size), generator
        ### END SOLUTION

    def __call__(self, picture: Picture) -> Picture:
        """Return a part of the picture; ValueError if it is too small."""
        ### BEGIN SOLUTION
        height, width = self.size
        is_tensor = isinstance(picture, torch.Tensor)
        h, w = picture.shape[-2:] if is_tensor else picture.size[::-1]
        if h < height or w < width:
            raise ValueError(f"a part of {height} x {width} does not fit into {h} x {w}")
        top = int(torch.randint(h - height + 1, (), generator=self.generator))
        left = int(torch.randint(w - width + 1, (), generator=self.generator))
        if is_tensor:
            return picture[..., top : top + height, left : left + width]
        return picture.crop((left, top, left + width, top + height))
        ### END SOLUTION


class RandomHorizontalFlip:
    """A picture whose left and right are changed with probability p."""

    def __init__(self, p: float = 0.5, generator: torch.Generator | None = None) -> None:
        """Remember the probability and who draws."""
        ### BEGIN SOLUTION
        self.p, self.generator = p, generator
        ### END SOLUTION

    def __call__(self, picture: Picture) -> Picture:
        """Return the picture, mirrored or not."""
        ### BEGIN SOLUTION
        if torch.rand((), generator=self.generator) >= self.p:
            return picture
        return picture.flip(-1) if isinstance(picture, torch.Tensor) else picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        ### END SOLUTION


class Resize:
    """A PIL picture in another size."""

    def __init__(self, size: int | tuple[int, int]) -> None:
        """Remember the size: an int for the shorter side, or (height, width)."""
        ### BEGIN SOLUTION
        self.size = size
        ### END SOLUTION

    def __call__(self, picture: Image.Image) -> Image.Image:
        """Return the picture in the new size, bilinear."""
        ### BEGIN SOLUTION
        w, h = picture.size
        if not isinstance(self.size, int):
            height, width = self.size
        elif w <= h:
            height, width = int(self.size * h / w), self.size
        else:
            height, width = self.size, int(self.size * w / h)
        return picture.resize((width, height), Image.Resampling.BILINEAR)
        ### END SOLUTION


class Compose:
    """One transform after the other."""

    def __init__(self, transforms: Sequence[Callable]) -> None:
        """Remember the transforms, the first one first."""
        ### BEGIN SOLUTION
        self.transforms = transforms
        ### END SOLUTION

    def __call__(self, picture: object) -> object:
        """Return what the last one makes of what the others made."""
        ### BEGIN SOLUTION
        for transform in self.transforms:
            picture = transform(picture)
        return picture
        ### END SOLUTION


### BEGIN SOLUTION
def _pair(size):
    """Return (height, width)."""
    height, width = (size, size) if isinstance(size, int) else size
    return height, width


### END SOLUTION

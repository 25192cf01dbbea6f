"""Ten classes of 32x32 RGB pictures that a small CNN learns in seconds, a linear model hardly at all; beside the wall.

A class is a texture. A picture is a patchwork of cells; every cell shows the class's texture with a phase and a sign of
contrast of its own, in two tones that the whole picture shares, under noise. So the mean of a class's pictures is the
same for all classes, and no pixel tells anything by itself: a linear model has little to hold on to, while a filter
that answers to the texture, followed by a maximum, sees it wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from datasets.draws import Draws, Integers

SIDE = 32
CELL = 8
NOISE = 40
DARK_TONES = 56
CONTRAST = 136
CONTRAST_SPREAD = 64

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Texture = Callable[[Integers, Integers, Draws], Mask]


def _speckles(x: Integers, y: Integers, draws: Draws) -> Mask:
    return np.equal(draws.grid(2, *x.shape), 1)


# Steps of one or two pixels: a 5x5 filter sees each texture whole.
TEXTURES: dict[str, Texture] = {
    "lines": lambda x, y, draws: y % 2 < 1,
    "threads": lambda x, y, draws: x % 2 < 1,
    "rows": lambda x, y, draws: y % 4 < 2,
    "columns": lambda x, y, draws: x % 4 < 2,
    "rising": lambda x, y, draws: (x + y) % 6 < 3,
    "falling": lambda x, y, draws: (x - y) % 6 < 3,
    "dust": lambda x, y, draws: (x + y) % 2 < 1,
    "checks": lambda x, y, draws: (x // 2 + y // 2) % 2 < 1,
    "speckles": _speckles,
    "tiles": lambda x, y, draws: x < 0,
}
LABEL_NAMES = tuple(TEXTURES)


def picture(label: int, draws: Draws) -> Pixels:
    """Draw one picture of a class: `[3, 32, 32]`, channels first as CIFAR-10 keeps them."""
    mask = _patchwork(TEXTURES[LABEL_NAMES[label]], draws)[None]
    dark = draws.grid(DARK_TONES, 3, 1, 1)
    bright = dark + CONTRAST + draws.grid(CONTRAST_SPREAD, 3, 1, 1)
    noise = draws.grid(NOISE, 3, SIDE, SIDE) - NOISE // 2
    return np.clip(np.where(mask, bright, dark) + noise, 0, 255).astype(np.uint8)


def picture_set(count: int, draws: Draws) -> tuple[Pixels, list[int]]:
    """Draw `count` pictures in mixed order, the classes as even as can be: rows `[count, 3072]` and labels."""
    labels = [int(place) % len(LABEL_NAMES) for place in draws.order(count)]
    rows = [picture(label, draws).reshape(-1) for label in labels]
    return np.stack(rows), labels


def _patchwork(texture: Texture, draws: Draws) -> Mask:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    cells = SIDE // CELL + 1
    row, column = (y + draws.below(CELL)) // CELL, (x + draws.below(CELL)) // CELL
    shift_x, shift_y, sign = (draws.grid(bound, cells, cells)[row, column] for bound in (48, 48, 2))
    mask: Mask = np.logical_xor(texture(x + shift_x, y + shift_y, draws), sign == 1)
    return mask

"""Makes image folders with the awkward files that real ones have; runs beside the wall.

`images/{train,val}/<class>/<file>`, three classes and one that is empty. Grey, palette, transparent, 1-bit and CMYK
pictures, endings in capitals, hidden files, other files, folders where files are expected, and names that
sort otherwise than numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from datasets.draws import Draws

CLASSES = ("ants", "bees", "wasps")
EMPTY_CLASS = "moths"
HIDDEN_CLASS = ".cache"
SEED = 21


@dataclass(frozen=True)
class Photo:
    """One picture file of a class folder: the name, the mode that it is stored in, its size as (width, height)."""

    name: str
    mode: str
    size: tuple[int, int]


# In the order in which they are written, which is not the order of their names: a listing of the folder is unsorted.
PHOTOS: dict[str, dict[str, tuple[Photo, ...]]] = {
    "train": {
        "wasps": (
            Photo("b.JPG", "RGB", (40, 30)),
            Photo("a.png", "LA", (20, 20)),
            Photo("C.jpeg", "RGB", (18, 27)),
        ),
        "ants": (
            Photo("2.jpg", "RGB", (48, 32)),
            Photo("10.jpg", "RGB", (32, 48)),
            Photo("1.jpg", "L", (33, 31)),
            Photo("old.CMYK.jpg", "CMYK", (24, 24)),
            Photo("Zoo.PNG", "RGBA", (30, 20)),
        ),
        "bees": (
            Photo("stamp.png", "1", (17, 9)),
            Photo("palette.png", "P", (28, 28)),
            Photo("clear.png", "P", (21, 14)),
            Photo("grey.Jpeg", "L", (16, 40)),
            Photo("bee 3.png", "RGB", (1, 1)),
        ),
    },
    "val": {
        "bees": (Photo("2.png", "RGB", (32, 32)), Photo("11.JPEG", "RGB", (26, 34))),
        "wasps": (Photo("only.png", "L", (32, 16)),),
        "ants": (Photo("b.jpg", "CMYK", (16, 16)), Photo("a.Png", "RGBA", (22, 22))),
    },
}

# Files that are no pictures of a class, and one that has a picture's ending in its middle only.
OTHERS: dict[str, bytes] = {
    "README.txt": b"This folder's pictures are drawn by a program.\n",
    "cover.png": b"not in a class folder: passed over, never opened\n",
    ".DS_Store": b"\x00\x00\x00\x01Bud1\x00",
    "ants/.DS_Store": b"\x00\x00\x00\x01Bud1\x00",
    "ants/._1.jpg": b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X",
    "ants/.hidden.png": b"hidden: passed over, never opened\n",
    "ants/notes.txt": b"1.jpg is grey.\n",
    "ants/2.jpg.bak": b"an editor's copy\n",
    "bees/Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "bees/png": b"a name without an ending\n",
    "bees/raw/1.jpg": b"in a folder inside a class: passed over, never opened\n",
    "wasps/folder.jpg/inside.txt": b"a folder with a picture's name\n",
    f"{HIDDEN_CLASS}/1.jpg": b"in a hidden folder: passed over, never opened\n",
}


def make_images(root: Path) -> None:
    """Make both splits under `root`."""
    draws = Draws(SEED)
    for split, classes in PHOTOS.items():
        for name, photos in classes.items():
            folder = root / split / name
            folder.mkdir(parents=True)
            for photo in photos:
                _save(photo, folder / photo.name, draws)
    for relative, content in OTHERS.items():
        path = root / "train" / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "train" / EMPTY_CLASS).mkdir()


def _save(photo: Photo, path: Path, draws: Draws) -> None:
    drawn = _scene(photo.size, draws)
    convert = _CONVERSIONS.get(photo.mode)
    image = convert(drawn) if convert else drawn.convert(photo.mode)
    jpeg = path.suffix.lower() in (".jpg", ".jpeg")
    # A palette with one colour left out is how small transparent pictures on the web are kept.
    extra = {"transparency": 0} if photo.name == "clear.png" else {}
    if jpeg:
        image.save(path, format="JPEG", quality=90)
    else:
        image.save(path, format="PNG", **extra)


def _scene(size: tuple[int, int], draws: Draws) -> Image.Image:
    """Draw a slope of colour with a bright bar somewhere: no two files are alike, and a flip or turn shows."""
    width, height = size
    start, end, bar = draws.grid(160, 3), draws.grid(160, 3), draws.below(max(width - 3, 1))
    y, x = np.mgrid[0:height, 0:width]
    slope = start + (end - start) * (x + 2 * y)[:, :, None] // (width + 2 * height)
    lit = slope + 90 * ((bar <= x) & (x < bar + 3))[:, :, None]
    return Image.fromarray(lit.astype(np.uint8))


def _to_rgba(drawn: Image.Image) -> Image.Image:
    faded = drawn.convert("RGBA")
    faded.putalpha(Image.linear_gradient("L").resize(drawn.size, Image.Resampling.NEAREST))
    return faded


def _to_grey_alpha(drawn: Image.Image) -> Image.Image:
    faded = drawn.convert("LA")
    faded.putalpha(Image.linear_gradient("L").resize(drawn.size, Image.Resampling.NEAREST))
    return faded


def _to_palette(drawn: Image.Image) -> Image.Image:
    return drawn.quantize(16, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _to_one_bit(drawn: Image.Image) -> Image.Image:
    return drawn.convert("1", dither=Image.Dither.NONE)


_CONVERSIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "RGBA": _to_rgba,
    "LA": _to_grey_alpha,
    "P": _to_palette,
    "1": _to_one_bit,
}

"""Draw a difference between two arrays as numbers: what pages show as marked grids and heat maps. Judge's side."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

from grader.judge.describe import number, span
from grader.words.messages import Message
from grader.words.picture import Picture

MAX_SIDE = 32
PLAIN_MODES = ("L", "RGB", "RGBA")
READABLE_CELLS = 64
"""Up to so many cells are read one by one, with all their digits; more are looked at as a heat map."""


def draw(
    got: torch.Tensor, expected: torch.Tensor, wrong: torch.Tensor, first: tuple[int, ...], sentence: Message
) -> Picture | None:
    """Return the slice around the first difference of two CPU tensors of one shape; None where no grid can show it."""
    if got.is_complex() or not first:
        return None
    lead = first[:-2]
    pair = [torch.atleast_2d(tensor[lead]) for tensor in (expected, got, wrong)]
    rows = span(first[-2] if len(first) > 1 else 0, pair[0].shape[0], MAX_SIDE)
    columns = span(first[-1], pair[0].shape[1], MAX_SIDE)
    wanted, found, marks = (matrix[rows, columns] for matrix in pair)
    large = marks.numel() > READABLE_CELLS
    return Picture(
        sentence=sentence,
        dtype=str(expected.dtype).removeprefix("torch."),
        shape=tuple(expected.shape),
        lead=lead,
        row=rows.start or 0,
        column=columns.start or 0,
        expected=_rows(wanted, large),
        got=_rows(found, large),
        wrong=tuple("".join("1" if mark else "0" for mark in line) for line in marks.tolist()),
        difference=_rows(found.double() - wanted.double(), large) if large else (),
    )


def draw_pixels(got: Image.Image, expected: Image.Image, sentence: Message) -> Picture | None:
    """Return the same for two pictures of one mode and size, as [C, H, W]; None for modes whose numbers say little."""
    if expected.mode not in PLAIN_MODES:
        return None
    found, wanted = (torch.atleast_3d(torch.from_numpy(np.array(one))).permute(2, 0, 1) for one in (got, expected))
    wrong = found != wanted
    first = tuple(int(index) for index in wrong.nonzero()[0].tolist())
    return draw(found, wanted, wrong, first, sentence)


def _rows(matrix: torch.Tensor, short: bool) -> tuple[str, ...]:
    return tuple(" ".join(_cell(value, short) for value in line) for line in matrix.tolist())


def _cell(value: object, short: bool) -> str:
    return f"{value:.4g}" if short and isinstance(value, float) else number(value)

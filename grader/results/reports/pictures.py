"""A failing case made ready to draw: marked grids that are read cell by cell, heat maps where there are too many. No torch.

The numbers came from a learner's process: a text that is no number is drawn as none, and nothing is taken for a size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.results.reading import ReadPicture

LEVELS = 8
MOST_LISTED = 8
MOST_SIDE = 64  # results.json may be anybody's: what is drawn of it stays bounded
WORDS = {"True": 1.0, "False": 0.0}


@dataclass(frozen=True)
class Cell:
    """One number of a grid, and whether it differs."""

    text: str
    wrong: bool


@dataclass(frozen=True)
class Listed:
    """One difference: where it is in the whole, what was expected there, what came."""

    place: str
    expected: str
    got: str


@dataclass(frozen=True)
class Heat:
    """One heat map as paths: the cells of each level, those without a number, those that are marked.

    `signs` holds the cells above and below zero where the map shows a difference; `low` and `high` end its scale.
    """

    kind: str
    width: int
    height: int
    levels: tuple[tuple[int, str], ...]
    below: tuple[tuple[int, str], ...]
    strange: str
    marks: str
    signs: str
    low: float
    high: float


@dataclass(frozen=True)
class Drawing:
    """What a page shows of a picture: `grids` for expected and got, or `heats` for expected, got and difference."""

    picture: ReadPicture
    grids: tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]
    heats: tuple[Heat, ...]
    listed: tuple[Listed, ...]
    wrong: int
    cells: int

    @property
    def part(self) -> str:
        """The indices of what is shown, as they are written in Python; empty where it is the whole."""
        picture, shape = self.picture, self.picture.shape
        spans = [(picture.column, len(picture.wrong[0]))]
        if len(shape) > 1:
            spans.insert(0, (picture.row, len(picture.wrong)))
        sides = shape[-len(spans) :]
        written = [":" if size == side else f"{start}:{start + size}" for (start, size), side in zip(spans, sides, strict=True)]
        whole = not picture.lead and all(text == ":" for text in written)
        return "" if whole else f"[{', '.join([*map(str, picture.lead), *written])}]"


def drawing(picture: ReadPicture | None) -> Drawing | None:
    """Return what to draw, or None where the picture is none."""
    if picture is None or not _is_sound(picture):
        return None
    expected, got, difference = (_rows(rows) for rows in (picture.expected, picture.got, picture.difference))
    wrong = [[mark == "1" for mark in row] for row in picture.wrong]
    grids: tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...] = ()
    heats: tuple[Heat, ...] = ()
    if difference:
        values = [_finite(rows) for rows in (expected, got)]
        low, high = _ends([*values[0], *values[1]])
        nothing = [[False] * len(row) for row in wrong]
        most = max(map(abs, _finite(difference)), default=0.0) or 1.0
        heats = (
            _heat("expected", expected, nothing, low, high),
            _heat("got", got, wrong, low, high),
            _heat("difference", difference, nothing, -most, most),
        )
    else:
        grids = (("expected", _cells(expected, wrong)), ("got", _cells(got, wrong)))
    count = sum(map(sum, wrong))
    return Drawing(picture, grids, heats, _listed(picture, expected, got, wrong), count, len(wrong) * len(wrong[0]))


def _is_sound(picture: ReadPicture) -> bool:
    """Whether all rows are there and of one length, and no larger than a judge makes them."""
    height, width = len(picture.wrong), len(picture.wrong[0]) if picture.wrong else 0
    sides = [picture.expected, picture.got, *([picture.difference] if picture.difference else [])]
    shaped = all(len(rows) == height and all(len(row.split(" ")) == width for row in rows) for rows in sides)
    marked = all(len(row) == width for row in picture.wrong)
    return shaped and marked and 0 < height <= MOST_SIDE and 0 < width <= MOST_SIDE and bool(picture.shape)


def _rows(rows: tuple[str, ...]) -> list[list[str]]:
    return [row.split(" ") for row in rows]


def _cells(rows: list[list[str]], wrong: list[list[bool]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(Cell(text, mark) for text, mark in zip(row, marks, strict=True)) for row, marks in zip(rows, wrong, strict=True)
    )


def _listed(picture: ReadPicture, expected: list[list[str]], got: list[list[str]], wrong: list[list[bool]]) -> tuple[Listed, ...]:
    places = [(row, column) for row, marks in enumerate(wrong) for column, mark in enumerate(marks) if mark][:MOST_LISTED]
    found = []
    for row, column in places:
        inner = [picture.row + row, picture.column + column] if len(picture.shape) > 1 else [picture.column + column]
        found.append(Listed(str([*picture.lead, *inner]), expected[row][column], got[row][column]))
    return tuple(found)


def _number(text: str) -> float:
    try:
        return WORDS[text] if text in WORDS else float(text)
    except ValueError:
        return math.nan


def _finite(rows: list[list[str]]) -> list[float]:
    return [value for row in rows for value in map(_number, row) if math.isfinite(value)]


def _ends(values: list[float]) -> tuple[float, float]:
    return min(values, default=0.0), max(values, default=0.0)


def _heat(kind: str, rows: list[list[str]], wrong: list[list[bool]], low: float, high: float) -> Heat:
    """Return the map; a difference is shaded by its size, and its sign is drawn into the cell."""
    signed = kind == "difference"
    above: dict[int, list[str]] = {}
    below: dict[int, list[str]] = {}
    strange, signs, marks = [], [], []
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            value = _number(text)
            if wrong[y][x]:
                marks.append(f"M{x}.3 {y}.3h.4v.4h-.4z")
            if not math.isfinite(value):
                strange.append(f"M{x}.2 {y}.2l.6 .6m0 -.6l-.6 .6")
                continue
            side = below if signed and value < 0 else above
            side.setdefault(_level(abs(value), 0.0, high) if signed else _level(value, low, high), []).append(f"M{x} {y}h1v1h-1z")
            if signed and value:
                signs.append(f"M{x}.25 {y}.5h.5" + (f"M{x}.5 {y}.25v.5" if value > 0 else ""))
    return Heat(
        kind, len(rows[0]), len(rows), _paths(above), _paths(below), "".join(strange), "".join(marks), "".join(signs), low, high
    )


def _level(value: float, low: float, high: float) -> int:
    share = (value / 2 - low / 2) / (high / 2 - low / 2) if high > low else 0.0  # halves: the whole span may overflow
    return min(LEVELS, max(0, round(LEVELS * share)))


def _paths(cells: dict[int, list[str]]) -> tuple[tuple[int, str], ...]:
    return tuple((level, "".join(parts)) for level, parts in sorted(cells.items()))

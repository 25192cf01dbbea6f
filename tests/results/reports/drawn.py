"""Failing cases as results.json holds them: a grid that is read, a map that is looked at."""

from __future__ import annotations

from grader.results.reading import ReadPicture
from grader.words.picture import Grid

GRID = ReadPicture(
    "the result differs at 2 of 4 positions", "float32", (1, 2, 2), (0,), 0, 0,
    ("11 2", "3 4321"), ("11 0", "nan 4321"), ("01", "10"),
    call="in the call pool(x, 2)", inputs=(Grid("x", "tensor float32 [1, 1, 1, 2]", ("7 8",), "[0, 0]"),),
)  # fmt: skip


def heat(side: int = 32) -> ReadPicture:
    """A map in which the first row is wrong: once by an infinity, else by one."""
    right = tuple(" ".join(str(row * side + column) for column in range(side)) for row in range(side))
    wrong = ("1" * side, *("0" * side for _ in range(side - 1)))
    got = (" ".join(["-inf", *(str(column + 1) for column in range(1, side))]), *right[1:])
    difference = (" ".join(["-inf", *["1"] * (side - 1)]), *(" ".join(["0"] * side) for _ in range(side - 1)))
    return ReadPicture("it differs", "float32", (4, 100, 100), (3,), 20, 8, right, got, wrong, difference)

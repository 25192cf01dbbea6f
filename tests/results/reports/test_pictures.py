"""Cases made ready to draw: cells that are marked, shades in numbers, and nothing out of bounds whoever wrote the file."""

from __future__ import annotations

import msgspec
import pytest

from grader.results.reports.pictures import LEVELS, MOST_LISTED, MOST_SIDE, drawing
from tests.results.reports.drawn import GRID, heat

WIDE = " ".join("1" * (MOST_SIDE + 1))


def test_a_grid() -> None:
    """Both sides cell by cell, those that differ marked on both."""
    drawn = drawing(GRID)
    assert drawn is not None and drawn.heats == () and drawn.part == "[0, :, :]"
    (_, expected), (_, got) = drawn.grids
    marked = [[(cell.text, cell.wrong) for cell in row] for row in got]
    assert marked == [[("11", False), ("0", True)], [("nan", True), ("4321", False)]]
    assert expected[1][0].text == "3" and drawn.wrong == 2


def test_a_map() -> None:
    """One scale for both sides, one around zero for the difference; what is no number has no shade; indices are the whole's."""
    drawn = drawing(heat())
    assert drawn is not None and drawn.grids == () and drawn.part == "[3, 20:52, 8:40]"
    expected, got, difference = drawn.heats
    assert (expected.low, expected.high) == (got.low, got.high) == (0.0, 1023.0)
    assert (difference.low, difference.high) == (-1.0, 1.0) and "M0.2 0.2" in difference.strange
    assert max(level for level, _ in expected.levels) == LEVELS and got.marks.count("M") == 32 and expected.marks == ""
    assert len(drawn.listed) == MOST_LISTED and (drawn.listed[1].place, drawn.listed[1].got) == ("[3, 20, 9]", "2")


def test_numbers_at_the_edge_of_what_a_float_holds() -> None:
    """A scale from the lowest to the highest does not overflow; one number alone has a scale."""
    wide = msgspec.structs.replace(
        heat(), expected=(" ".join(["-1e308", *["1e308"] * 31]), *heat().expected[1:]), got=heat().expected
    )
    drawn = drawing(wide)
    assert drawn is not None and [level for level, _ in drawn.heats[0].levels] == [0, 4, LEVELS]
    flat = tuple(" ".join(["7"] * 32) for _ in range(32))
    assert drawing(msgspec.structs.replace(heat(), expected=flat, got=flat, difference=flat)) is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"got": ("1",)}, {"wrong": ()}, {"wrong": ("01", "1")}, {"shape": ()}, {"expected": ("1 2 3", "4 5 6")},
        {"got": ("1 2", "3")}, {"difference": ("1 1",)},
        {"wrong": ("0" * (MOST_SIDE + 1),), "got": (WIDE,), "expected": (WIDE,)},
    ],
)  # fmt: skip
def test_a_picture_that_is_none(changed: dict[str, object]) -> None:
    """Rows that lack, of different lengths, too many: the words have to do."""
    assert drawing(msgspec.structs.replace(GRID, **changed)) is None


def test_no_picture() -> None:
    """Most criteria have none."""
    assert drawing(None) is None

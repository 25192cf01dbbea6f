"""What a page can draw of a difference: both sides as numbers in text, bounded, around the first that differs."""

from __future__ import annotations

import json
import math

import msgspec
import pytest
import torch

from grader.judge.call import Call
from grader.judge.comparison import same
from grader.judge.failure import Failure
from grader.judge.picture import MAX_SIDE
from grader.words.picture import Picture


def picture(got: torch.Tensor, expected: torch.Tensor) -> Picture | None:
    with pytest.raises(Failure) as failure:
        same(got, expected)
    return failure.value.draw() if failure.value.draw else None


def test_a_small_slice_is_drawn_whole() -> None:
    """All digits, the cells that differ, where the slice is; no difference, which one can do in one's head."""
    expected = torch.zeros(2, 1, 2, 3)
    got = expected.clone()
    got[1, 0, 0, 2], got[1, 0, 1, 0] = 1.5, 1 / 3
    drawn = picture(got, expected)
    assert drawn is not None and (drawn.lead, drawn.row, drawn.column) == ((1, 0), 0, 0)
    assert (drawn.dtype, drawn.shape) == ("float32", (2, 1, 2, 3))
    assert drawn.expected == ("0 0 0", "0 0 0") and drawn.got == ("0 0 1.5", "0.333333 0 0")
    assert drawn.wrong == ("001", "100") and drawn.difference == ()


def test_a_large_one_is_cut_around_the_first_difference() -> None:
    """As many cells as are looked at, with the difference of each; the cut says where it is."""
    expected = torch.zeros(200, 100)
    got = expected.clone()
    got[150, 60] = 2
    drawn = picture(got, expected)
    assert drawn is not None and len(drawn.got) == MAX_SIDE and all(len(row.split()) == MAX_SIDE for row in drawn.got)
    row, column = 150 - drawn.row, 60 - drawn.column
    assert drawn.wrong[row][column] == "1" and drawn.got[row].split()[column] == drawn.difference[row].split()[column] == "2"


def test_no_number_survives_json() -> None:
    """NaN and the infinities are words, and come back as they were."""
    got = torch.tensor([[math.nan, math.inf], [-math.inf, 1.0]])
    drawn = picture(got, torch.zeros(2, 2))
    data = msgspec.json.encode(drawn)
    assert json.loads(data, parse_constant=pytest.fail)["got"] == ["nan inf", "-inf 1"]
    assert msgspec.json.decode(data, type=Picture) == drawn


def test_what_is_no_grid_is_not_drawn() -> None:
    """A single number is in the sentence already; complex ones have no shade."""
    assert picture(torch.tensor(1.0), torch.tensor(2.0)) is None
    assert picture(torch.ones(2, dtype=torch.complex64), torch.zeros(2, dtype=torch.complex64)) is None


def test_the_call_brings_its_small_arguments() -> None:
    """Under the names that the sentence gives them; each slice by its place."""
    grids = Call("pool", (torch.ones(1, 2, 1, 2), 3), (("mask", torch.zeros(1, 1)),)).inputs()
    assert [(grid.name, grid.place, grid.rows) for grid in grids] == [
        ("x", "[0, 0]", ("1 1",)), ("x", "[0, 1]", ("1 1",)), ("mask", "[]", ("0",)),
    ]  # fmt: skip

"""What a page can draw of a difference: both sides as numbers in text, bounded, around the first that differs."""

from __future__ import annotations

import json
import math

import msgspec
import pytest
import torch
from PIL import Image

from grader.judge.call import Call
from grader.judge.comparison import same
from grader.judge.diagnosis import MOST_PICTURES, with_causes
from grader.judge.failure import Failure
from grader.judge.picture import MAX_SIDE
from grader.words.messages import Message
from grader.words.picture import Picture
from grader.words.verdict import Cause, CriterionResult


def picture(got: object, expected: object) -> Picture | None:
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


def test_pictures_are_drawn_by_channel() -> None:
    """The first channel that differs, around the first pixel."""
    expected = Image.new("RGB", (3, 2))
    got = expected.copy()
    got.putpixel((2, 1), (0, 7, 0))
    drawn = picture(got, expected)
    assert drawn is not None and (drawn.shape, drawn.lead, drawn.got) == ((3, 2, 3), (1,), ("0 0 0", "0 0 7"))
    assert picture(Image.new("P", (1, 1), 1), Image.new("P", (1, 1), 2)) is None


def test_what_is_told_once_is_drawn_once() -> None:
    """The first criterion of a cause, and the first few that nothing explains."""
    grid = picture(torch.ones(2), torch.zeros(2))
    results = [CriterionResult(f"c{place}", Message("title"), False, 0.0, 1.0, picture=grid) for place in range(9)]
    cause = Cause("slug", Message("belief"), Message("rule"), ("c1", "c2", "c3"))
    kept = [one.name for one in with_causes(results, (cause,)) if one.picture is not None]
    assert kept == ["c0", "c1", "c4", "c5"] and len(kept) == MOST_PICTURES


def test_the_call_brings_its_small_arguments() -> None:
    """Under the names that the sentence gives them; each slice by its place."""
    grids = Call("pool", (torch.ones(1, 2, 1, 2), 3), (("mask", torch.zeros(1, 1)),)).inputs()
    assert [(grid.name, grid.place, grid.rows) for grid in grids] == [
        ("x", "[0, 0]", ("1 1",)), ("x", "[0, 1]", ("1 1",)), ("mask", "[]", ("0",)),
    ]  # fmt: skip

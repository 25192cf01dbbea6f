"""A handed-in notebook is built anew: whatever was done to metadata, cells and order, texts of answers are all that is taken."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from grader.results.nbgrader.rebuilt import rebuild


def cell(kind: str, source: str, name: str | None = None, **about: Any) -> dict[str, Any]:
    claims = {"nbgrader": {"grade_id": name, "grade": False, "solution": False, "locked": True, **about}} if name else {}
    made = {"id": name or "own", "cell_type": kind, "metadata": claims, "source": source}
    return made | ({"outputs": ["old"], "execution_count": 3} if kind == "code" else {})


SOURCE = {
    "nbformat": 4, "nbformat_minor": 5, "metadata": {"title": "the teacher's"},
    "cells": [
        cell("markdown", "# Statement", "statement"), cell("markdown", "a teacher's own words"),
        cell("code", "the reference", "answer", solution=True, locked=False),
        cell("markdown", "your words here", "words", solution=True, grade=True, locked=False, points=2),
        cell("code", "test()", "criterion-a", grade=True, points=1),
    ],
}  # fmt: skip
ANSWERED = copy.deepcopy(SOURCE)
ANSWERED["cells"][2]["source"] = "mine"


def rebuilt(*cells: dict[str, Any], metadata: Any = None) -> tuple[list[tuple[str, str]], list[str]]:
    """Return kinds and texts of a rebuilt notebook's cells, and the beginnings of the notes."""
    new, notes = rebuild(SOURCE, {"cells": list(cells), "metadata": metadata or {}})
    assert new["metadata"] == SOURCE["metadata"]
    assert all(one.get("outputs", []) == [] for one in new["cells"])
    return [(one["cell_type"], one["source"]) for one in new["cells"]], [note.text.split(":")[0] for note in notes]


def test_an_untouched_notebook_comes_back() -> None:
    """With the answer in its cell, and nothing to say."""
    shown, notes = rebuilt(*ANSWERED["cells"])
    assert [text for _, text in shown] == ["# Statement", "a teacher's own words", "mine", "your words here", "test()"]
    assert notes == []


def test_own_cells_stand_around_the_answer() -> None:
    """In their order; empty and raw ones are left behind, and HTML in Markdown is text."""
    one, two, three, four, five = ANSWERED["cells"]
    shown, notes = rebuilt(
        cell("code", "a = 1"), one, two, cell("markdown", "<b>x</b>"), three, four, cell("code", " \n"), five, cell("raw", "<x>"),
        cell("code", "b = 2", "unknown", grade=True),
    )  # fmt: skip
    assert shown[2:6] == [("code", "a = 1"), ("markdown", "&lt;b>x&lt;/b>"), ("code", "mine"), ("code", "b = 2")]
    assert len(shown) == 8 and notes == []


def test_a_written_answer_shows_no_html() -> None:
    """Whatever kind of cell it claims to be."""
    cells = copy.deepcopy(ANSWERED["cells"])
    cells[3].update(source="<script>steal()</script>", cell_type="code")
    assert rebuilt(*cells)[0][3] == ("markdown", "&lt;script>steal()&lt;/script>")


def test_missing_cells_come_back_empty_or_as_they_were() -> None:
    """An answer that nobody gave is empty, never the reference."""
    shown, notes = rebuilt(cell("code", "def f(): ..."))
    assert [text for _, text in shown] == ["# Statement", "a teacher's own words", "def f(): ...", "", "", "test()"]
    assert notes == ["the answer's cell is missing", "missing cells were put back"]


def test_copies_and_order() -> None:
    """The last copy is the answer, the others are own cells before it; order and locked texts are the teacher's."""
    one, two, three, four, five = copy.deepcopy(ANSWERED["cells"])
    older = {**three, "source": "older"}
    five["source"] = "100"
    shown, notes = rebuilt(five, older, three, one, two, four)
    assert [text for _, text in shown] == ["# Statement", "a teacher's own words", "older", "mine", "your words here", "test()"]
    assert notes == [
        "cells stood there more than once, and the last one counts",
        "cells were moved; they are graded in the order in which they were handed out",
        "locked cells were changed, and what was handed out counts",
    ]


@pytest.mark.parametrize("metadata", [None, [], "x", *({"nbgrader": one} for one in (None, [1], {"grade_id": ["answer"]}))])
def test_odd_metadata_is_no_metadata(metadata: Any) -> None:
    """A cell that claims nothing is an own cell."""
    odd = {**cell("code", "mine"), "metadata": metadata}
    shown, notes = rebuilt(odd)
    assert ("code", "mine") in shown and notes[0] == "the answer's cell is missing"

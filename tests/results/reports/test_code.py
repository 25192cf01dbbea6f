"""A learner's file on a page: the lines that a message names, in either language, however long the file is."""

from __future__ import annotations

from grader.results.reports.code import AROUND, MOST_COLUMNS, MOST_LINES, blocks, named_lines, numbered


def test_lines_that_are_named() -> None:
    """Of tracebacks, forbidden operations and syntax errors; a number in other words is none."""
    said = "your code raised ValueError\n  line 12, in f: x = y\n  line 3: aten::max_pool2d\n第 4 行\n  第 5 行，在 f 中：x"
    assert named_lines([said, "in line 7"]) == {12, 3, 4, 5}


def test_long_files() -> None:
    """The beginning, what stands around a named line, and how much is left out between and behind."""
    lines = numbered("\n".join(f"x{number}" for number in range(1, 5001)), frozenset({4000}))
    assert [line.number for line in lines[:MOST_LINES]] == list(range(1, MOST_LINES + 1))
    around = lines[MOST_LINES : MOST_LINES + 2 * AROUND + 1]
    assert around[0].gap == 4000 - AROUND - 1 - MOST_LINES and around[AROUND] == around[AROUND].__class__(4000, "x4000", True)
    assert (lines[-1].number, lines[-1].gap) == (0, 5000 - 4000 - AROUND)


def test_a_line_without_end() -> None:
    """It is cut."""
    (line,) = numbered("x" * 10**6 + "\n", frozenset())
    assert len(line.text) == MOST_COLUMNS + 2


def test_grids_in_a_message_stay_aligned() -> None:
    """Sentences may be wrapped on a phone, the rows of a grid must not."""
    assert blocks("it differs\nexpected:\n     1  2\n     3  4\ngot: 1") == [
        (False, "it differs\nexpected:"), (True, "     1  2\n     3  4"), (False, "got: 1"),
    ]  # fmt: skip

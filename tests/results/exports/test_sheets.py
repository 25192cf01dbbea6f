"""Tables: formulas do nothing, and in a teacher's sheet every byte stays but grades and feedback."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from grader.results.exports.cells import harmless, read_sheet
from grader.results.exports.sheets import canvas, moodle, plain_table
from grader.words.errors import UsageError
from tests.results.exports.sample import results

CANVAS = (
    '\ufeffStudent,ID,SIS Login ID,Section,"Week 3, pooling (123)",Week 4 (124),Current Score\r\n'
    ",,,,Manual Posting,,\r\n"
    "    Points Possible,,,,20,5,(read only)\r\n"
    '"Liddell, Alice",1,alice,"A ""B""",,4,80\r\n'
    "Bob ,2,bob,A,17.5, ,\r\n"
    "Carl,3,carl,A,EX,,\r\n"
)
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,Last modified (grade),Feedback comments\n"
    'Participant 10,Alice,ALICE,Submitted,,"100,00",-,\n'
    'Participant 11,Zed,zed,No submission,-,"100,00","Monday, 1 June","old, words"\n'
)


def written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("utf-8"))
    return path


def test_canvas_keeps_every_other_byte(tmp_path: Path) -> None:
    """The grades are scaled to the points possible; byte order mark, quotes, spaces and line ends stay."""
    sheet = read_sheet(written(tmp_path / "canvas.csv", CANVAS))
    assert sheet.data() == CANVAS.encode()
    filled = canvas(results("alice", "bob", "dora", lost=False), sheet, "Week 3, pooling", "SIS Login ID")
    expected = CANVAS.replace('"A ""B""",,4', '"A ""B""",15,4').replace("A,17.5,", "A,15,")
    assert filled.data.decode() == expected
    assert (filled.placed, filled.rows_without, filled.results_without) == (2, ("carl",), ("dora",))
    assert filled.scale == (8.0, 20.0)


@pytest.mark.parametrize("name", ["Week 3, pooling (123)", "123"])
def test_the_assignment_is_found(tmp_path: Path, name: str) -> None:
    """By its title with or without the number, or by the number."""
    assert canvas(results(lost=False), read_sheet(written(tmp_path / "c.csv", CANVAS)), name, "SIS Login ID").placed == 1


def test_moodle_fills_grade_and_feedback(tmp_path: Path) -> None:
    """Scaled to the maximum; the feedback is quoted, and HTML; a row without a result stays."""
    sheet = read_sheet(written(tmp_path / "moodle.csv", MOODLE))
    filled = moodle(results("alice", lost=False), sheet, "Email address", "Grade", "Maximum grade", "Feedback comments")
    lines = filled.data.decode().splitlines(keepends=True)
    assert lines[0] == MOODLE.splitlines(keepends=True)[0]
    assert filled.data.decode().endswith(MOODLE.splitlines(keepends=True)[2])
    row = next(csv.DictReader(io.StringIO(filled.data.decode(), newline="")))
    assert row["Grade"] == "75" and "00_start/first_tensor: 5/5" in row["Feedback comments"]
    assert "&lt;b&gt;&amp;" in row["Feedback comments"] and "all criteria are met<br>\n04_pooling" in row["Feedback comments"]
    assert filled.rows_without == ("zed",)


def test_what_the_grader_failed_on_is_no_mark(tmp_path: Path) -> None:
    """The row stays as it was, and whose it is is said."""
    filled = canvas(results("alice", "dora"), read_sheet(written(tmp_path / "c.csv", CANVAS)), "123", "SIS Login ID")
    assert filled.data.decode() == CANVAS
    assert (filled.placed, filled.not_judged, filled.results_without) == (0, ("alice",), ("dora",))


def test_two_submissions_for_one_row(tmp_path: Path) -> None:
    """One of them would get the other's grade."""
    with pytest.raises(UsageError, match="alice and Alice"):
        canvas(results("alice", "Alice"), read_sheet(written(tmp_path / "c.csv", CANVAS)), "123", "SIS Login ID")


def test_lines_that_are_none(tmp_path: Path) -> None:
    """What only Unicode takes for the end of a line stands in a cell; a cell that csv finds too long is refused."""
    text = "a,b\r\nx\u2028y\x0bz,2\r\n\r\n"
    assert read_sheet(written(tmp_path / "lines.csv", text)).data() == text.encode()
    with pytest.raises(UsageError, match="can be changed safely"):
        read_sheet(written(tmp_path / "long.csv", f"a,b\n{'x' * 200_000},1\n"))


def test_what_is_no_such_sheet_is_refused(tmp_path: Path) -> None:
    """Named, and what it has instead; nothing is written."""
    sheet = read_sheet(written(tmp_path / "m.csv", MOODLE))
    with pytest.raises(UsageError, match="no gradebook exported by Canvas"):
        canvas(results(), sheet, "x", "ID")
    with pytest.raises(UsageError, match="Bewertung.*It has: Identifier.*Say with --grade-column which one it is"):
        moodle(results(), sheet, "Email address", "Bewertung", "Maximum grade", "")
    assert not moodle(results(), sheet, "Email address", "Grade", "Maximum grade", "Feedback als Kommentar").has_feedback
    with pytest.raises(UsageError, match="two rows of ALICE"):
        twice = MOODLE + MOODLE.splitlines(keepends=True)[1]
        moodle(results(), read_sheet(written(tmp_path / "2.csv", twice)), "Email address", "Grade", "Maximum grade", "")
    for text in ('a,"b\nc', 'a,b"c"\n"x"y,z'):
        with pytest.raises(UsageError, match="quotes don't match|is empty"):
            read_sheet(written(tmp_path / "bad.csv", text))
    (tmp_path / "latin.csv").write_bytes(b"Identifier,Gr\xe4de\n")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_sheet(tmp_path / "latin.csv")


def test_a_plain_table() -> None:
    """A line for each student; a name that would run as a formula does not."""
    rows = list(csv.reader(io.StringIO(plain_table(results("=HYPERLINK(1)", "bob")).decode())))
    assert rows[0][:4] == ["student", "points", "max_points", "percent"]
    assert rows[0][4:] == ["00_start/first_tensor", "04_pooling/pool0", "08_training/fit"]
    assert rows[1][:4] == ["'=HYPERLINK(1)", "6", "10", "60.0"]
    assert [harmless(text) for text in ("=1", "+1", "-1", "@x", "x=1")] == ["'=1", "'+1", "'-1", "'@x", "x=1"]

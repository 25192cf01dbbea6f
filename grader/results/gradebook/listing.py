"""All marks as a CSV file, a line for each student and assignment. No torch."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable

from grader.results.exports.cells import harmless
from grader.results.gradebook.marks import Mark
from grader.results.gradebook.steps import plain
from grader.results.roster import Roster, Student
from grader.results.times import shown

COLUMNS = (
    "student", "name", "section", "assignment", "mark", "status", "points", "max_points", "submitted_at", "due", "days_late",
    "free_days", "penalty", "adjustment",
)  # fmt: skip


def marks_csv(marks: Iterable[Mark], roster: Roster) -> bytes:
    """Return the file; no cell of it is a formula."""
    known = {one.student: one for one in roster.students}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for mark in marks:
        writer.writerow(_line(mark, known.get(mark.student, Student(mark.student))))
    return out.getvalue().encode()


def _line(mark: Mark, student: Student) -> list[str]:
    named = [student.student, student.name, student.section, mark.assignment]
    return [
        *map(harmless, named), number(mark.final), status(mark), number(mark.points), number(mark.max_points),
        _time(mark.submitted_at), _time(mark.due), number(mark.days_late), number(mark.free_days), number(mark.penalty),
        number(mark.adjustment),
    ]  # fmt: skip


def status(mark: Mark) -> str:
    """Return in one word why there is a mark or none."""
    if mark.excused:
        return "excused"
    return "none" if mark.final is None else "marked"


def number(value: float | None) -> str:
    """Return a number for a cell; "" for none."""
    return "" if value is None else plain(value)


def _time(moment: datetime.datetime | None) -> str:
    return shown(moment) if moment else ""

"""What is written of marks: a table for spreadsheets, and one student's history."""

from __future__ import annotations

import csv
import io

from grader.results.gradebook.history import history
from grader.results.gradebook.listing import marks_csv
from grader.results.gradebook.records import Kind
from grader.results.roster import Roster, Student
from grader.results.times import shown
from grader.words.messages import english
from tests.results.gradebook.sample import DUE, HOUR, NOW, contents, decision, grading, term


def test_a_line_for_each_mark() -> None:
    """Read by the csv module; numbers without needless zeros, no cell a formula."""
    hostile = "=HYPERLINK(1)"
    book = contents(
        term(percent_per_day=10.0), grading(1.0), grading(student=hostile), decision(Kind.EXCUSE, 1, hostile),
        decision(Kind.ADJUSTMENT, 2, points=-1.25), students=("alice", "bob"),
    )  # fmt: skip
    roster = Roster((Student("alice", "@SUM(A1)", section="-1"), Student("bob")))
    alice, bob, other = csv.DictReader(io.StringIO(marks_csv(book.marks(), roster).decode(), newline=""))
    assert (alice["mark"], alice["points"], alice["max_points"], alice["status"]) == ("12.25", "15", "20", "marked")
    assert (alice["days_late"], alice["penalty"], alice["adjustment"]) == ("1", "1.5", "-1.25")
    assert (alice["name"], alice["section"]) == ("'@SUM(A1)", "'-1")
    assert (bob["mark"], bob["points"], bob["status"], bob["submitted_at"]) == ("", "", "none", "")
    assert (other["student"], other["mark"], other["status"]) == ("'" + hostile, "", "excused")


def test_a_history_has_everything_that_concerns_the_student() -> None:
    """In the order of writing, with what was withdrawn marked, and of terms what changed."""
    book = contents(
        term(percent_per_day=10.0, count=2), grading(1.0), grading(student="bob"), grading(None, assignment="week2", number=2),
        decision(Kind.EXTENSION, 1, until=NOW), decision(Kind.EXTENSION, 2, days=2.0), decision(Kind.EXCUSE, 3),
        decision(Kind.ADJUSTMENT, 4, points=-1.0), decision(Kind.FREE_DAYS, 5, assignment=None, days=1.5),
        decision(Kind.WITHDRAWAL, 6, withdraws=3), decision(Kind.EXCUSE, 7, "bob"),
    )  # fmt: skip
    events = history(book, "alice")
    said = [one.what.render(english) for one in events]
    assert said[0] == "the term Autumn was applied; new or changed: week1, week2; free late days: 0"
    assert said[1] == f"week1: 15 of 20 points; handed in {shown(DUE + HOUR)}"
    assert said[2] == "week2: 15 of 20 points"
    assert said[3] == f"decision 1: week1 is extended until {shown(NOW)}. why"
    assert said[4:] == [
        "decision 2: week1 is extended, days: 2. why",
        "decision 3: excused from week1. why",
        "decision 4: week1, −1 points. why",
        "decision 5: free late days more: 1.5. why",
        "decision 6: decision 3 holds no longer. why",
    ]
    assert [one.withdrawn for one in events] == [n == 5 for n in range(9)]

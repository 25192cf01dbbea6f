"""A term, gradings and decisions to compute with."""

from __future__ import annotations

import datetime
from typing import Any

from grader.results.gradebook.contents import AppliedTerm, Contents
from grader.results.gradebook.policy import LatePolicy
from grader.results.gradebook.records import Decision, GradedExercise, Grading, Kind
from grader.results.gradebook.term import Assignment, Term
from grader.results.roster import Roster, Student
from grader.words.verdict import Status

DUE = datetime.datetime(2026, 10, 12, 16, 0, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)
HOUR = datetime.timedelta(hours=1)
NOW = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
EXERCISES = ("04_pooling/max_pool2d", "03_convolution/conv2d")


def term(free_days: float = 0.0, count: int = 1, closes: datetime.datetime | None = None, **late: Any) -> Term:
    """A term whose assignments week1, week2, ... are due a week apart."""
    made = (Assignment(f"week{n + 1}", DUE + n * WEEK, EXERCISES, closes, LatePolicy(**late)) for n in range(count))
    return Term("Autumn", tuple(made), free_days)


def grading(
    hours: float | None = 0.0, points: float = 15.0, assignment: str = "week1", student: str = "alice", number: int = 1,
    **more: Any,
) -> Grading:  # fmt: skip
    """A grading of something handed in so many hours after the assignment was due; None: not known when."""
    due = DUE + (int(assignment.removeprefix("week")) - 1) * WEEK
    exercises = (
        GradedExercise(EXERCISES[0], Status.FAILED, points - 5, 15.0),
        GradedExercise(EXERCISES[1], Status.PASSED, 5.0, 5.0),
    )
    facts: dict[str, Any] = {"exercises": exercises, "digest": f"{points} {hours}", "recorded_at": NOW, "by": "teacher"}
    return Grading(
        assignment, student, None if hours is None else due + hours * HOUR, NOW, points, 20.0, **{**facts, **more}, number=number
    )


def decision(kind: Kind, number: int = 1, student: str = "alice", assignment: str | None = "week1", **facts: Any) -> Decision:
    """A decision with the comment `why`."""
    return Decision(kind, student, "why", "teacher", NOW, assignment, number=number, **facts)


def contents(held: Term, *records: Grading | Decision, students: tuple[str, ...] = ("alice",)) -> Contents:
    """A gradebook that holds these."""
    return Contents(
        (AppliedTerm(held, "teacher", NOW),),
        Roster(tuple(map(Student, students))),
        tuple(one for one in records if isinstance(one, Grading)),
        tuple(one for one in records if isinstance(one, Decision)),
    )

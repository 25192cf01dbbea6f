"""What the gradebook keeps, line by line and for ever: gradings and decisions. No torch."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from grader.words.verdict import Status


class GradedExercise(msgspec.Struct, frozen=True):
    """How one exercise went."""

    exercise: str
    status: Status
    points: float
    max_points: float


class Grading(msgspec.Struct, frozen=True):
    """What one run of the grader gave one student; `submitted_at` is None where it is not known. `number` counts all gradings."""

    assignment: str
    student: str
    submitted_at: datetime.datetime | None
    graded_at: datetime.datetime
    points: float
    max_points: float
    exercises: tuple[GradedExercise, ...]
    digest: str
    recorded_at: datetime.datetime
    by: str
    number: int = 0


class Kind(StrEnum):
    """What a teacher may decide."""

    EXTENSION = "extension"
    EXCUSE = "excuse"
    ADJUSTMENT = "adjustment"
    FREE_DAYS = "free_days"
    WITHDRAWAL = "withdrawal"


class Decision(msgspec.Struct, frozen=True):
    """One decision: an extension has `until` or `days` (after the due), an adjustment `points`, a withdrawal its decision."""

    kind: Kind
    student: str
    comment: str
    by: str
    at: datetime.datetime
    assignment: str | None = None
    until: datetime.datetime | None = None
    days: float | None = None
    points: float | None = None
    withdraws: int | None = None
    number: int = 0


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions that hold, the oldest first."""
    ordered = sorted(decisions, key=lambda one: one.number)
    gone = {one.withdraws for one in ordered if one.kind is Kind.WITHDRAWAL}
    return tuple(one for one in ordered if one.kind is not Kind.WITHDRAWAL and one.number not in gone)

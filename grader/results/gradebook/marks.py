"""A mark, computed anew each time from gradings, policy and decisions, with a sentence for each step. No torch."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from grader.results.gradebook import steps
from grader.results.gradebook.policy import closing, days_late, decimal, free_days_used, penalty, rounded
from grader.results.gradebook.records import Decision, Grading, Kind
from grader.results.gradebook.term import Assignment, Term
from grader.words.messages import Message
from grader.words.verdict import Status

NOTHING = Decimal(0)


class Mark(msgspec.Struct, frozen=True):
    """One student's mark in one assignment; `final` is None where there is none yet, or where the student is excused.

    `points` were earned, of `max_points`, before anything else; `due` and `closes` are the student's own.
    """

    assignment: str
    student: str
    due: datetime.datetime
    closes: datetime.datetime | None = None
    submitted_at: datetime.datetime | None = None
    points: float | None = None
    max_points: float | None = None
    days_late: float = 0.0
    free_days: float = 0.0
    penalty: float = 0.0
    adjustment: float = 0.0
    excused: bool = False
    final: float | None = None
    steps: tuple[Message, ...] = ()


class Own(msgspec.Struct, frozen=True):
    """What holds for one student in one assignment: when it is due and when it closes."""

    assignment: Assignment
    due: datetime.datetime
    closes: datetime.datetime | None


class Score(msgspec.Struct, frozen=True):
    """The points of one grading in the exercises of an assignment; `missing` are those that were not judged."""

    grading: Grading
    points: Decimal
    max_points: Decimal
    missing: tuple[str, ...]
    days: Decimal
    closed: bool

    @property
    def order(self) -> tuple[datetime.datetime, int]:
        """Later submissions come later; one whose time is not known has that of its grading."""
        return self.grading.submitted_at or self.grading.graded_at, self.grading.number


def student_marks(term: Term, student: str, gradings: Sequence[Grading], decisions: Sequence[Decision]) -> tuple[Mark, ...]:
    """Return a student's marks in the term's order; the decisions are those that hold.

    Free late days go to the assignments in the order in which these are due for the class.
    """
    pool = decimal(term.free_days) + sum((decimal(one.days or 0) for one in decisions if one.kind is Kind.FREE_DAYS), NOTHING)
    found: dict[str, Mark] = {}
    for assignment in sorted(term.assignments, key=lambda one: one.due):
        graded = [one for one in gradings if one.assignment == assignment.name]
        decided = [one for one in decisions if one.assignment == assignment.name]
        mark = _mark(assignment, student, graded, decided, pool)
        pool -= decimal(mark.free_days)
        found[assignment.name] = mark
    return tuple(found[one.name] for one in term.assignments)


def own_terms(assignment: Assignment, decisions: Sequence[Decision]) -> Own:
    """Return when this is due and closes for the student whose decisions these are; the last extension holds.

    It is never due before it is for the class, whose due may have moved past an extension.
    """
    due = assignment.due
    for one in decisions:
        if one.kind is Kind.EXTENSION:
            due = max(assignment.due, one.until or assignment.due + datetime.timedelta(days=one.days or 0))
    return Own(assignment, due, closing(assignment.late, due, assignment.closes))


def _mark(
    assignment: Assignment, student: str, gradings: Sequence[Grading], decisions: Sequence[Decision], pool: Decimal
) -> Mark:
    own = own_terms(assignment, decisions)
    mark = Mark(assignment.name, student, own.due, own.closes)
    extended = [steps.extended(one, own.due) for one in decisions if one.kind is Kind.EXTENSION][-1:]
    excuses = [one for one in decisions if one.kind is Kind.EXCUSE]
    left: Decimal | None = None
    told: list[Message] = [steps.nothing(own.due)]
    if gradings:
        mark, left, told = _judged(own, mark, gradings, NOTHING if excuses else pool)
    adjustments = [one for one in decisions if one.kind is Kind.ADJUSTMENT]
    added = sum((decimal(one.points or 0) for one in adjustments), NOTHING)
    told += [steps.adjusted(one) for one in adjustments]
    if adjustments and (left is not None or not gradings):  # what is not judged yet may have earned points
        left = max((left or NOTHING) + added, NOTHING)
    told += [steps.excused(one) for one in excuses[-1:]]
    return msgspec.structs.replace(
        mark, adjustment=float(added), excused=bool(excuses), steps=(*extended, *told),
        final=None if excuses or left is None else float(left),
    )  # fmt: skip


def _judged(own: Own, mark: Mark, gradings: Sequence[Grading], pool: Decimal) -> tuple[Mark, Decimal | None, list[Message]]:
    """Return the mark with what one of these gradings gives it, the points left of it, and how they came about."""
    policy, score = own.assignment.late, _chosen(own, gradings)
    time, days = score.grading.submitted_at, score.days
    mark = msgspec.structs.replace(
        mark, submitted_at=time, points=float(score.points), max_points=float(score.max_points), days_late=float(days)
    )
    if score.missing:
        return mark, None, [steps.not_judged(score.missing)]
    told = [steps.earned(score.points, score.max_points)]
    if time is not None and any(one.submitted_at is not None and one.submitted_at > time for one in gradings):
        told.append(steps.not_the_last())
    if score.closed:
        return msgspec.structs.replace(mark, penalty=float(score.points)), NOTHING, [*told, steps.closed(time, own.closes)]
    free = free_days_used(policy, score.points, days, pool)
    cost = penalty(policy, score.points, days - free)
    left = min(rounded(policy, score.points - cost), score.max_points)
    told += [
        steps.handed_in(policy, time, own.due, days),
        *([steps.free(free, pool - free)] if free else []),
        *([steps.late(policy, cost, days - free)] if cost else []),
        *([steps.rounded(left, policy)] if left != score.points - cost else []),
    ]
    return msgspec.structs.replace(mark, free_days=float(free), penalty=float(cost)), left, told


def _chosen(own: Own, gradings: Sequence[Grading]) -> Score:
    """Return the grading that is marked: of each submission the last, of these the policy's choice among those that count.

    One without a time does not count once a later one has a time: that is when it was handed in. Free late days are not
    looked at in choosing: which is best does not depend on other assignments.
    """
    timed = max((one.number for one in gradings if one.submitted_at is not None), default=0)
    known = [one for one in gradings if one.submitted_at is not None or one.number > timed]
    last = {one.submitted_at: one for one in sorted(known, key=lambda one: one.number)}
    scores = sorted((_score(own, one) for one in last.values()), key=lambda one: one.order)
    scores = [one for one in scores if not one.closed] or scores
    whole = [one for one in scores if not one.missing]
    if own.assignment.late.counts == "best" and whole:
        return max(whole, key=lambda one: (one.points - penalty(own.assignment.late, one.points, one.days), -one.days))
    return scores[-1]


def _score(own: Own, grading: Grading) -> Score:
    judged = {one.exercise: one for one in grading.exercises if one.status is not Status.GRADER_ERROR}
    wanted = own.assignment.exercises or tuple(one.exercise for one in grading.exercises)
    counted = [judged[name] for name in wanted if name in judged]
    time = grading.submitted_at
    return Score(
        grading,
        sum((decimal(one.points) for one in counted), NOTHING),
        sum((decimal(one.max_points) for one in counted), NOTHING),
        tuple(name for name in wanted if name not in judged),
        NOTHING if time is None else days_late(own.assignment.late, own.due, time),
        time is not None and own.closes is not None and time > own.closes,
    )

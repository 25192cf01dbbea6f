"""What happened to one student's marks, in the order in which it was written. No torch."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from grader.results.gradebook.contents import AppliedTerm, Contents
from grader.results.gradebook.records import Decision, Grading, Kind
from grader.results.gradebook.steps import plain, signed
from grader.results.times import shown
from grader.words.messages import Message, Parameter


@dataclass(frozen=True)
class Event:
    """One line of a history; `withdrawn` says that a later decision took it back."""

    at: datetime.datetime
    by: str
    what: Message
    withdrawn: bool = False


def history(contents: Contents, student: str) -> tuple[Event, ...]:
    """Return what was applied, graded and decided that concerns the student."""
    gone = {one.withdraws for one in contents.decisions}
    events = [
        *_terms(contents.terms),
        *(Event(one.recorded_at, one.by, _graded(one)) for one in contents.gradings if one.student == student),
        *(Event(one.at, one.by, _decided(one), one.number in gone) for one in contents.decisions if one.student == student),
    ]
    return tuple(sorted(events, key=lambda one: one.at))


def _terms(applied: tuple[AppliedTerm, ...]) -> Iterator[Event]:
    before: AppliedTerm | None = None
    for one in applied:
        earlier = {assignment.name: assignment for assignment in before.term.assignments} if before else {}
        now = {assignment.name: assignment for assignment in one.term.assignments}
        changed = [name for name in {**earlier, **now} if earlier.get(name) != now.get(name)]
        facts = {"name": one.term.name, "names": ", ".join(changed) or "-", "days": plain(one.term.free_days)}
        text = "the term {name} was applied; new or changed: {names}; free late days: {days}"
        yield Event(one.at, one.by, Message(text, dict(facts)))
        before = one


def _graded(one: Grading) -> Message:
    facts = {"assignment": one.assignment, "points": plain(one.points), "max_points": plain(one.max_points)}
    if one.submitted_at is None:
        return Message("{assignment}: {points} of {max_points} points", dict(facts))
    text = "{assignment}: {points} of {max_points} points; handed in {time}"
    return Message(text, {**facts, "time": shown(one.submitted_at)})


def _decided(one: Decision) -> Message:
    facts: dict[str, Parameter] = {
        "number": one.number, "assignment": one.assignment, "comment": one.comment, "days": plain(one.days or 0)
    }  # fmt: skip
    match one.kind:
        case Kind.EXTENSION if one.until is not None:
            text = "decision {number}: {assignment} is extended until {due}. {comment}"
            return Message(text, {**facts, "due": shown(one.until)})
        case Kind.EXTENSION:
            return Message("decision {number}: {assignment} is extended, days: {days}. {comment}", facts)
        case Kind.EXCUSE:
            return Message("decision {number}: excused from {assignment}. {comment}", facts)
        case Kind.ADJUSTMENT:
            text = "decision {number}: {assignment}, {points} points. {comment}"
            return Message(text, {**facts, "points": signed(one.points)})
        case Kind.FREE_DAYS:
            return Message("decision {number}: free late days more: {days}. {comment}", facts)
        case Kind.WITHDRAWAL:
            text = "decision {number}: decision {withdrawn} holds no longer. {comment}"
            return Message(text, {**facts, "withdrawn": one.withdraws})

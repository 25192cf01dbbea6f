"""Results with the gradebook's marks: what pages and exports show in place of the run's points alone. No torch."""

from __future__ import annotations

import datetime

import msgspec

from grader.results.gradebook.contents import Contents
from grader.results.gradebook.marks import Mark
from grader.results.reading import ReadResults, ReadSubmission
from grader.results.roster import Roster


def with_marks(results: ReadResults, contents: Contents, assignment: str) -> ReadResults:
    """Return the results, each submission with its mark in this assignment.

    Raises:
        UsageError: the gradebook has no term, or no such assignment.
    """
    most = _maximum(results, contents, assignment)
    names = list(dict.fromkeys(one.student for one in results.submissions))
    marks = {one.student: _out_of(one, most) for one in contents.marks(students=names) if one.assignment == assignment}
    submissions = tuple(msgspec.structs.replace(one, mark=marks[one.student]) for one in results.submissions)
    return with_names(msgspec.structs.replace(results, submissions=submissions), contents.roster)


def with_names(results: ReadResults, roster: Roster) -> ReadResults:
    """Return the results with the full names of those whom the roster lists."""
    names = {one.student: one.name for one in roster.students}
    submissions = tuple(msgspec.structs.replace(one, name=names.get(one.student, one.name)) for one in results.submissions)
    return msgspec.structs.replace(results, submissions=submissions)


def with_absent(results: ReadResults, contents: Contents, assignment: str) -> ReadResults:
    """Return results with marks to which those are added who handed in nothing and have a mark, or are excused."""
    most = _maximum(results, contents, assignment)
    there = {one.student for one in results.submissions}
    absent = [one for one in contents.students if one not in there]
    marks = [_out_of(one, most) for one in contents.marks(students=absent) if one.assignment == assignment]
    added = tuple(
        ReadSubmission(one.student, 0.0, one.max_points or 0.0, (), mark=one)
        for one in marks
        if one.excused or one.final is not None
    )
    return msgspec.structs.replace(results, submissions=(*results.submissions, *added))


def _maximum(results: ReadResults, contents: Contents, assignment: str) -> float | None:
    """Return what a mark in this assignment is out of, for those who were not graded: what it is out of for the others.

    A run may hold other exercises too, so its own maximum is no answer; before anyone was graded, its verdicts on the assignment
    are. None: nothing tells it.
    """
    wanted = contents.term.assignment(assignment).exercises
    graded = [one.max_points for one in contents.marks() if one.assignment == assignment and one.max_points]
    judged = (
        sum(verdict.max_points for verdict in one.exercises if not wanted or verdict.exercise in wanted)
        for one in results.submissions
    )
    return max(graded or judged, default=0.0) or None


def _out_of(mark: Mark, most: float | None) -> Mark:
    return mark if mark.max_points is not None else msgspec.structs.replace(mark, max_points=most)


def still_open(contents: Contents, assignment: str, students: tuple[str, ...], now: datetime.datetime) -> frozenset[str]:
    """Return those who may still hand in something that counts: cases are kept back from them.

    The own last moment decides; where the policy has none, the own due and its grace.

    Raises:
        UsageError: the gradebook has no term, or no such assignment.
    """
    grace = contents.term.assignment(assignment).late.grace
    own = {student: contents.own_terms(student, assignment) for student in students}
    return frozenset(student for student, one in own.items() if now <= (one.closes or one.due + grace))

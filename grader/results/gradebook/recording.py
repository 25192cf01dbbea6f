"""From a run's results to gradings: who gets one, and who does not and why. No torch."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from grader.results.collected import Collected
from grader.results.gradebook.records import GradedExercise, Grading
from grader.results.gradebook.term import Assignment
from grader.results.reading import ReadResults, ReadSubmission, ReadVerdict
from grader.results.times import in_utc
from grader.words.errors import UsageError
from grader.words.verdict import Status


@dataclass(frozen=True)
class Recording:
    """Gradings to be recorded; those whom the grader failed on get none, those without a time are not late."""

    gradings: tuple[Grading, ...]
    not_judged: tuple[str, ...]
    without_time: tuple[str, ...]


def recording(
    results: ReadResults,
    assignment: Assignment,
    times: Mapping[str, datetime.datetime | None],
    graded_at: datetime.datetime,
    by: str,
    now: datetime.datetime,
) -> Recording:
    """Return the gradings of a run of this assignment; `times` says when students handed in, as far as it is known.

    A time that is thousands of years away is a broken clock's: it is not known.

    Raises:
        UsageError: the run lacks an exercise of the assignment, or a time of handing in has no zone.
    """
    graded = {verdict.exercise for one in results.submissions for verdict in one.exercises}
    if lacking := [name for name in assignment.exercises if name not in graded] if results.submissions else []:
        text = "the results lack {names}, of {assignment}: grade these exercises too, or take them out of the term's file"
        raise UsageError(text, names=", ".join(lacking), assignment=assignment.name)
    found, lost, timeless = [], [], []
    for one in results.submissions:
        counted = _counted(one, assignment)
        if any(verdict.status is Status.GRADER_ERROR for verdict in counted):
            lost.append(one.student)
            continue
        submitted_at = _in_utc(one.student, times.get(one.student))
        timeless += [one.student] if submitted_at is None else []
        judged = tuple(_graded(verdict) for verdict in one.exercises if verdict.status is not Status.GRADER_ERROR)
        points, most = sum(verdict.points for verdict in counted), sum(verdict.max_points for verdict in counted)
        digest = hashlib.sha256(msgspec.json.encode([submitted_at, judged])).hexdigest()
        found.append(
            Grading(
                assignment.name, one.student, submitted_at, graded_at, round(points, 6), round(most, 6), judged, digest, now, by
            )
        )  # fmt: skip
    return Recording(tuple(found), tuple(lost), tuple(timeless))


def times_of(collected: Collected) -> dict[str, datetime.datetime | None]:
    """Return when each student handed in, as collecting knows it."""
    return {one.student: one.submitted_at for one in collected.submissions}


def times_before(gradings: Iterable[Grading], assignment: Assignment) -> dict[str, datetime.datetime | None]:
    """Return when each student last handed in, as recorded before: a regrade whose times are not given is of the same files."""
    found: dict[str, datetime.datetime | None] = {}
    for one in gradings:
        earlier = found.get(one.student)
        if one.assignment == assignment.name and one.submitted_at and (earlier is None or earlier < one.submitted_at):
            found[one.student] = one.submitted_at
    return found


def unrecorded(results: ReadResults, assignment: Assignment, gradings: Iterable[Grading]) -> tuple[str, ...]:
    """Return the students of whom these results say something else than the last grading of the assignment in the book."""
    last = {one.student: one for one in gradings if one.assignment == assignment.name}
    return tuple(
        one.student
        for one in results.submissions
        if (counted := _counted(one, assignment)) and all(verdict.status is not Status.GRADER_ERROR for verdict in counted)
        and not (one.student in last and set(map(_graded, counted)) <= set(last[one.student].exercises))
    )  # fmt: skip


def _counted(submission: ReadSubmission, assignment: Assignment) -> list[ReadVerdict]:
    """Return the verdicts on the assignment's exercises."""
    wanted = assignment.exercises
    return [one for one in submission.exercises if not wanted or one.exercise in wanted]


def _graded(verdict: ReadVerdict) -> GradedExercise:
    return GradedExercise(verdict.exercise, verdict.status, verdict.points, verdict.max_points)


def _in_utc(student: str, time: datetime.datetime | None) -> datetime.datetime | None:
    if time is not None and time.tzinfo is None:
        text = "collected.json says {time} for {student}, without a zone: collect again"
        raise UsageError(text, time=str(time), student=student)
    return in_utc(time) if time else None

"""What an exercise's suite asks for, as the judge lists it; shows that the suites can be judged by at all. No torch."""

from __future__ import annotations

from collections.abc import Sequence

from grader.course.catalogue import Course, Exercise
from grader.course.stubs import stub_text
from grader.results.pool import Pool
from grader.words.errors import AuthoringError
from grader.words.messages import english, render_all
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import CriterionResult, Status


def criteria_of(course: Course, exercises: Sequence[Exercise]) -> dict[str, tuple[CriterionResult, ...]]:
    """Return each exercise's criteria, as the judge lists them for those who have not started.

    Raises:
        GraderError: a suite or a reference is broken.
    """
    stubs = {one.id: stub_text(course.reference(one).read_text(encoding="utf-8"), english) for one in exercises}
    options = JudgeOptions(str(course.root), "cpu", "process", 0, tuple(stubs))
    verdicts = Pool(options).judge_one(Submitted("stub", dict(stubs))).verdicts
    for verdict in verdicts:
        if verdict.status is not Status.NOT_STARTED:
            text = "the criteria of {exercise} can't be listed: {text}"
            raise AuthoringError(text, exercise=verdict.exercise, text=render_all(verdict.messages, english))
    return {verdict.exercise: verdict.criteria for verdict in verdicts}

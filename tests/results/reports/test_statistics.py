"""A class's figures, against small numbers done by hand."""

from __future__ import annotations

import msgspec
import pytest

from grader.results.reading import ReadResults, ReadSubmission, ReadVerdict
from grader.results.reports.statistics import class_figures
from grader.words.verdict import Status
from tests.results.exports.sample import submission


def verdict(exercise: str, points: float, status: Status | None = None) -> ReadVerdict:
    status = status or (Status.PASSED if points == 4 else Status.FAILED)
    return ReadVerdict(exercise, status, points, 4.0, 0.1, "", ())


def a_class(*rows: tuple[float, float], status: Status | None = None) -> ReadResults:
    submissions = tuple(
        ReadSubmission(f"s{number}", one + two, 8.0, (verdict("01/a", one, status), verdict("01/b", two)))
        for number, (one, two) in enumerate(rows)
    )
    return ReadResults(1, "c", 1, "cpu", "sandbox", submissions)


def test_scores() -> None:
    """Mean, median and bins of shares; full marks are in the last bin."""
    figures = class_figures(a_class((4, 4), (2, 2), (0, 0)))
    assert (figures.students, figures.max_points, figures.mean, figures.median) == (3, 8.0, 0.5, 0.5)
    assert figures.histogram == (1, 0, 0, 0, 0, 1, 0, 0, 0, 1)


def test_items() -> None:
    """Difficulty is the mean share; discrimination the correlation with the rest, none where nothing varies or few are there."""
    first, second = class_figures(a_class((4, 0), (2, 2), (0, 4))).exercises
    assert first.difficulty == 0.5 and first.discrimination == pytest.approx(-1)
    assert (first.passed, first.students, first.name) == (1, 3, "a") and second.discrimination == pytest.approx(-1)
    assert class_figures(a_class((4, 0), (2, 2))).exercises[0].discrimination is None
    assert class_figures(a_class((4, 0), (4, 2), (4, 4))).exercises[0].discrimination is None


def test_what_the_grader_failed_at_is_nobodys_mark() -> None:
    """It counts in no figure of the exercise, and stands on top."""
    figures = class_figures(a_class((0, 4), (0, 4), (0, 4), status=Status.GRADER_ERROR))
    assert figures.exercises[0].difficulty is None and len(figures.grader_errors) == 3
    assert class_figures(a_class((0, 4), status=Status.TIMEOUT)).ended_by_limit == (("s0", "01/a", ""),)


def test_misconceptions_and_who_holds_them() -> None:
    """The most frequent first; criteria counted where they ran, the GPU's not."""
    one = submission("alice", failing=2)
    two = msgspec.structs.replace(submission("bob"), student="bob")
    figures = class_figures(ReadResults(1, "c", 1, "cpu", "sandbox", (one, two)))
    counted = [(found.exercise, found.count) for found in figures.misconceptions]
    assert counted == [("04_pooling/pool0", 2), ("04_pooling/pool1", 1)]
    assert figures.misconceptions[0].students == ("alice", "bob")
    (pool,) = [found for found in figures.exercises if found.name == "pool0"]
    asked = [(found.title, found.passed, found.asked) for found in pool.criteria]
    assert asked == [("The stride", 2, 2), ("Padding, never: wins", 0, 2)]


def test_an_empty_class() -> None:
    """No division by nobody."""
    figures = class_figures(ReadResults(1, "c", 1, "cpu", "sandbox", ()))
    assert (figures.students, figures.mean, figures.exercises) == (0, None, ())

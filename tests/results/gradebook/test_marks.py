"""Marks: what gradings, policy and decisions come to, and what is said of each step."""

from __future__ import annotations

import dataclasses
import datetime
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course.language import translator
from grader.results.gradebook.marks import Mark
from grader.results.gradebook.records import Decision, GradedExercise, Grading, Kind
from grader.results.gradebook.term import Term
from grader.words.errors import UsageError
from grader.words.messages import english
from grader.words.verdict import Status
from tests.results.gradebook.sample import DUE, EXERCISES, HOUR, contents, decision, grading, term

KINDS: dict[Kind, dict[str, Any]] = {
    Kind.EXTENSION: {"days": 2.0}, Kind.EXCUSE: {}, Kind.ADJUSTMENT: {"points": -1.5}, Kind.FREE_DAYS: {"days": 1.0},
}  # fmt: skip


def marks(held: Term, *records: Grading | Decision) -> list[Mark]:
    return list(contents(held, *records).marks())


def said(mark: Mark, language: str = "en") -> str:
    return "\n".join(step.render(translator(language)) for step in mark.steps)


@pytest.mark.parametrize(
    ("hours", "late", "final", "words"),
    [
        (-1.0, {"percent_per_day": 10.0}, 15.0, "in time"),
        (0.0, {"percent_per_day": 10.0}, 15.0, "in time"),
        (0.2, {"percent_per_day": 10.0, "grace_minutes": 15.0}, 15.0, "within the grace of 15 minutes"),
        (0.3, {"percent_per_day": 10.0, "grace_minutes": 15.0}, 13.5, "days late: 1 (a day begun counts as one)"),
        (25.0, {"percent_per_day": 10.0}, 12.0, "late: −3 points (10 % of the points earned a day, days: 2)"),
        (36.0, {"percent_per_day": 10.0, "days": "exact"}, 12.75, "days late: 1.5"),
        (240.0, {"percent_per_day": 10.0, "floor_percent": 40.0}, 6.0, "for 40 % of the points earned are kept"),
        (240.0, {"percent_per_day": 20.0}, 0.0, "late: −15 points"),
        (240.0, {}, 15.0, "days late: 10"),
        (25.0, {"percent_per_day": 9.0, "round_to": 0.5}, 12.5, "rounded to 12.5 (in steps of 0.5)"),
        (24.0, {"percent_per_day": 10.0, "closes_after_days": 1.0}, 13.5, "days late: 1"),
        (24.1, {"percent_per_day": 10.0, "closes_after_days": 1.0}, 0.0, "nothing counts any more"),
        (None, {"percent_per_day": 10.0}, 15.0, "not known: it is not counted as late"),
    ],
)
def test_lateness(hours: float | None, late: dict[str, Any], final: float, words: str) -> None:
    """15 points of 20, handed in so many hours after the due."""
    (mark,) = marks(term(**late), grading(hours))
    assert (mark.final, mark.points, mark.max_points) == (final, 15.0, 20.0)
    assert "15 of 20 points earned" in said(mark) and words in said(mark)


def test_no_grading_is_no_mark() -> None:
    """Neither a zero nor a guess."""
    (mark,) = marks(term())
    assert (mark.final, mark.points, mark.excused) == (None, None, False)
    assert said(mark).startswith("nothing is recorded; due 2026-10-1")


def test_the_latest_submission_counts_and_of_it_the_last_grading() -> None:
    """Whatever the order of recording; one that came after the last moment does not count where an earlier one does."""
    held = term(percent_per_day=10.0, closes_after_days=7.0)
    first, second = grading(-5.0, 12.0, number=3), grading(2.0, 10.0, number=1)
    regraded, too_late = grading(2.0, 14.0, number=2), grading(200.0, 20.0, number=4)
    (mark,) = marks(held, first, second, regraded, too_late)
    assert (mark.points, mark.days_late, mark.final) == (14.0, 1.0, 12.6)
    (mark,) = marks(held, too_late)
    assert (mark.points, mark.final, mark.days_late) == (20.0, 0.0, 9.0)


@pytest.mark.parametrize("counts", ["latest", "best"])
def test_a_time_that_became_known_counts(counts: str) -> None:
    """What was recorded before it without a time no longer does; what comes after it without one is another submission."""
    held = term(percent_per_day=10.0, counts=counts)
    untimed, timed = grading(None, number=1), grading(30.0, number=2)
    for some in ((untimed, timed), (timed, untimed)):
        (mark,) = marks(held, *some)
        assert (mark.submitted_at, mark.final) == (timed.submitted_at, 12.0)
    (mark,) = marks(held, untimed, timed, grading(None, 18.0, number=3))
    assert (mark.submitted_at, mark.final) == (None, 18.0)


def test_the_best_submission_counts_where_the_policy_says_so() -> None:
    """After lateness: a late improvement that costs more than it brings does no harm."""
    held = term(percent_per_day=20.0, counts="best")
    (mark,) = marks(held, grading(-1.0, 14.0, number=1), grading(30.0, 20.0, number=2))
    assert (mark.points, mark.final) == (14.0, 14.0)
    assert "an earlier one counts" in said(mark)  # the page's verdicts are on the last one's files
    (mark,) = marks(held, grading(-1.0, 9.0, number=1), grading(30.0, 20.0, number=2))
    assert (mark.points, mark.final) == (20.0, 12.0) and "an earlier one" not in said(mark)


def test_the_last_extension_holds() -> None:
    """Until a time, or days after the class's due; what is counted from the due moves along."""
    held, graded = term(percent_per_day=10.0, closes_after_days=2.0), grading(60.0)
    assert marks(held, graded)[0].final == 0.0
    days, until = decision(Kind.EXTENSION, 1, days=1.0), decision(Kind.EXTENSION, 2, until=DUE + 60 * HOUR)
    (mark,) = marks(held, graded, days)
    assert (mark.final, mark.days_late, mark.due) == (12.0, 2.0, DUE + 24 * HOUR)
    assert "extended until 2026-10-1" in said(mark) and ": why" in said(mark)
    (mark,) = marks(held, graded, days, until)
    assert (mark.final, mark.days_late) == (15.0, 0.0)
    closed = term(percent_per_day=10.0, closes=DUE + HOUR)
    assert marks(closed, graded)[0].final == 0.0
    assert marks(closed, graded, until)[0].final == 15.0


def test_free_days_go_to_what_is_due_first() -> None:
    """Not to what was graded first; extended, excused and worthless work uses none, and a grant adds to the pool."""
    held = term(free_days=3.0, count=3, percent_per_day=10.0)
    late = [grading(30.0, assignment=f"week{n}", number=4 - n) for n in (1, 2, 3)]
    found = marks(held, *late)
    assert [(one.free_days, one.final) for one in found] == [(2.0, 15.0), (1.0, 13.5), (0.0, 12.0)]
    assert "free late days used: 1; left: 0" in said(found[1])
    excused = decision(Kind.EXCUSE, 1, assignment="week1")
    assert [one.free_days for one in marks(held, *late, excused)] == [0.0, 2.0, 1.0]
    extended = decision(Kind.EXTENSION, 1, days=2.0)
    assert [one.free_days for one in marks(held, *late, extended)] == [0.0, 2.0, 1.0]
    granted = decision(Kind.FREE_DAYS, 1, assignment=None, days=2.0)
    assert [one.free_days for one in marks(held, *late, granted)] == [2.0, 2.0, 1.0]


@settings(deadline=None)
@given(st.lists(st.integers(-48, 200), min_size=1, max_size=5), st.integers(0, 9), st.randoms(use_true_random=False))
def test_marks_do_not_depend_on_the_order_of_the_records(hours: list[int], pool: int, draw: random.Random) -> None:
    """No more free days are used than there are, and each helps."""
    held = term(free_days=float(pool), count=len(hours), percent_per_day=10.0)
    records = [grading(float(late), assignment=f"week{n}", number=n) for n, late in enumerate(hours, 1)]
    found = marks(held, *records)
    draw.shuffle(records)
    assert marks(held, *records) == found
    assert sum(one.free_days for one in found) <= pool
    without = marks(msgspec.structs.replace(held, free_days=0.0), *records)
    assert all(one.final >= other.final for one, other in zip(found, without, strict=True) if one.final and other.final)


def test_rounding_does_not_pass_the_maximum() -> None:
    """4.75 of 4.75 are not 5; an adjustment may pass it."""
    held = term(round_to=0.5, percent_per_day=1.0)
    full = (GradedExercise(EXERCISES[0], Status.PASSED, 4.5, 4.5), GradedExercise(EXERCISES[1], Status.PASSED, 0.25, 0.25))
    (mark,) = marks(held, grading(exercises=full))
    assert (mark.final, mark.max_points) == (4.75, 4.75) and "rounded" not in said(mark)
    (mark,) = marks(held, grading(1.0, exercises=full))
    assert mark.final == 4.5 and "rounded to 4.5 (in steps of 0.5)" in said(mark)
    assert marks(held, grading(exercises=full), decision(Kind.ADJUSTMENT, 1, points=2.0))[0].final == 6.75


def test_adjustments_add_up_after_lateness_and_rounding() -> None:
    """As they are; never below nothing; and they make a mark where there was none."""
    held = term(percent_per_day=10.0, round_to=1.0)
    up, down = decision(Kind.ADJUSTMENT, 1, points=2.25), decision(Kind.ADJUSTMENT, 2, points=-0.5)
    (mark,) = marks(held, grading(1.0), up, down)
    assert (mark.final, mark.adjustment) == (15.75, 1.75)
    assert "by your teacher: +2.25 points. why" in said(mark) and "by your teacher: −0.5 points. why" in said(mark)
    assert marks(held, grading(1.0), decision(Kind.ADJUSTMENT, 1, points=-99.0))[0].final == 0.0
    assert marks(held, up)[0].final == 2.25


@pytest.mark.parametrize("points", [4.0, 0.0, -1.0])
def test_an_adjustment_makes_no_mark_of_what_is_not_judged(points: float) -> None:
    """While an exercise has no verdict there is none, whatever was decided; of no grading at all `+0` makes a 0."""
    held, made = term(), decision(Kind.ADJUSTMENT, 1, points=points)
    more = msgspec.structs.replace(held.assignments[0], exercises=("05_layers/linear", *EXERCISES))
    (mark,) = marks(msgspec.structs.replace(held, assignments=(more,)), grading(), made)
    assert mark.final is None and said(mark).startswith("not graded yet: 05_layers/linear\nby your teacher: ")
    assert marks(held, made)[0].final == max(points, 0.0)


def test_excused_is_no_mark() -> None:
    """Whatever was graded or adjusted; the reason is said."""
    (mark,) = marks(term(), grading(), decision(Kind.ADJUSTMENT, 1, points=1.0), decision(Kind.EXCUSE, 2))
    assert (mark.excused, mark.final) == (True, None) and "excused, so it does not count: why" in said(mark)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_withdrawn_leaves_no_trace_in_the_mark(kind: Kind) -> None:
    """The mark is as if it had never been decided."""
    held = term(free_days=1.0, percent_per_day=10.0)
    made = decision(kind, 1, assignment=None if kind is Kind.FREE_DAYS else "week1", **KINDS[kind])
    taken_back = decision(Kind.WITHDRAWAL, 2, withdraws=1)
    without = marks(held, grading(60.0))
    assert marks(held, grading(60.0), made) != without
    assert marks(held, grading(60.0), made, taken_back) == without


def test_another_policy_gives_other_marks_of_the_same_records() -> None:
    """So does another list of exercises; one that was not judged gives none, and is named."""
    held, graded = term(percent_per_day=10.0), grading(1.0)
    assert marks(held, graded)[0].final == 13.5
    assert marks(term(percent_per_day=50.0), graded)[0].final == 7.5
    only = msgspec.structs.replace(held.assignments[0], exercises=EXERCISES[1:])
    (mark,) = marks(msgspec.structs.replace(held, assignments=(only,)), graded)
    assert (mark.points, mark.max_points, mark.final) == (5.0, 5.0, 4.5)
    more = msgspec.structs.replace(only, exercises=("05_layers/linear", EXERCISES[0]))
    (mark,) = marks(msgspec.structs.replace(held, assignments=(more,)), graded)
    assert mark.final is None and said(mark) == "not graded yet: 05_layers/linear"
    everything = msgspec.structs.replace(only, exercises=())
    assert marks(msgspec.structs.replace(held, assignments=(everything,)), graded)[0].points == 15.0


def test_what_the_grader_failed_on_is_never_a_mark() -> None:
    """Even if it found its way into the records."""
    lost = (GradedExercise(EXERCISES[0], Status.GRADER_ERROR, 0.0, 15.0), GradedExercise(EXERCISES[1], Status.PASSED, 5.0, 5.0))
    (mark,) = marks(term(), grading(exercises=lost))
    assert mark.final is None and EXERCISES[0] in said(mark)


def test_each_step_speaks_chinese() -> None:
    """No step of a mark with all of them stays English."""
    held = term(free_days=1.0, percent_per_day=7.0, round_to=0.5)
    records = [decision(Kind.EXTENSION, 1, days=1.0), decision(Kind.ADJUSTMENT, 2, points=1.0), decision(Kind.EXCUSE, 3)]
    for some in (records[:2], records):
        (mark,) = marks(held, grading(80.0), *some)
        assert len(mark.steps) >= 5
        assert all(step.render(translator("zh")) != step.render(english) for step in mark.steps)


def test_names_that_are_not_there() -> None:
    """The nearest are said; names and addresses of the roster do as well."""
    held = contents(term(count=2), students=("alice", "bob"))
    with pytest.raises(UsageError, match=r"no student alic\. It has: alice$"):
        held.student("alic")
    with pytest.raises(UsageError, match=r"no assignment week\. It has: week"):
        held.term.assignment("week")
    assert held.student("ALICE") == "alice"
    with pytest.raises(UsageError, match="no term yet"):
        dataclasses.replace(held, terms=()).marks()


def test_own_times_are_those_of_the_mark() -> None:
    """What decides on revealing is what decides on the mark."""
    held = contents(term(closes_after_days=2.0), decision(Kind.EXTENSION, 1, days=3.0))
    own = held.own_terms("alice", "week1")
    (mark,) = held.marks()
    assert (own.due, own.closes) == (mark.due, mark.closes) == (DUE + 72 * HOUR, DUE + datetime.timedelta(days=5))

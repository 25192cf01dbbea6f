"""Late policies, gradings and decisions for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from grader.results.gradebook.policy import LatePolicy
from grader.results.gradebook.records import Decision, GradedExercise, Grading, Kind
from grader.results.gradebook.term import Assignment, Term
from grader.words.verdict import Status
from tests.results.gradebook.sample import DUE, EXERCISES, HOUR, WEEK, decision, grading

percents = st.sampled_from([0.0, 10.0, 30.0]) | st.integers(0, 10_000).map(lambda hundredths: hundredths / 100)
policies = st.builds(
    LatePolicy,
    percent_per_day=percents,
    floor_percent=percents,
    grace_minutes=st.just(0.0) | st.floats(0, 1440),
    days=st.sampled_from(["begun", "exact"]),
    closes_after_days=st.none() | st.integers(0, 20).map(float) | st.floats(0, 366),
    free_days=st.booleans(),
    round_to=st.sampled_from([0.01, 0.1, 0.25, 0.5, 1.0]),
    counts=st.sampled_from(["latest", "best"]),
)
hours = st.integers(-4, 20).map(lambda half: 12.0 * half)  # few, so that dues, submissions and last moments often meet
near = st.integers(-3, 5).map(lambda half: 12.0 * half)
quarters = st.integers(0, 40).map(lambda number: number / 4)
WEEKS = ("week1", "week2")


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """A term of two assignments with one policy, in which free late days may be had."""
    policy, closes = draw(policies), draw(st.none() | hours)
    made = (
        Assignment(name, DUE + n * WEEK, EXERCISES, None if closes is None else DUE + n * WEEK + abs(closes) * HOUR, policy)
        for n, name in enumerate(WEEKS)
    )
    return Term("Autumn", tuple(made), draw(quarters))


@st.composite
def exercises(draw: st.DrawFn) -> tuple[GradedExercise, ...]:
    """Verdicts on the exercises, out of maxima that are no multiple of most steps."""
    shares = [draw(st.sampled_from([0, 20, 20]) | st.integers(0, 20)) for _ in EXERCISES]
    return tuple(
        GradedExercise(name, Status.FAILED, share / 20 * most, most)
        for name, share, most in zip(EXERCISES, shares, (4.75, 2.0), strict=True)
    )


@st.composite
def gradings(draw: st.DrawFn, least: int = 0) -> list[Grading]:
    """Gradings, each of another submission, numbered as they were recorded."""
    found = draw(st.lists(st.tuples(st.sampled_from(WEEKS), hours), min_size=least, max_size=5, unique=True))
    return [
        grading(late, assignment=name, number=number, exercises=draw(exercises())) for number, (name, late) in enumerate(found, 1)
    ]


@st.composite
def decisions(draw: st.DrawFn, first: int = 1, least: int = 0, most: int = 4) -> list[Decision]:
    """Decisions of all kinds but withdrawals, numbered from `first`."""
    return [draw(_decision(number)) for number in range(first, first + draw(st.integers(least, most)))]


@st.composite
def _decision(draw: st.DrawFn, number: int) -> Decision:
    kind = draw(st.sampled_from([Kind.EXTENSION, Kind.EXCUSE, Kind.ADJUSTMENT, Kind.FREE_DAYS]))
    facts: dict[str, Any] = {
        Kind.EXTENSION: draw(st.sampled_from([{"days": draw(quarters)}, {"until": DUE + draw(hours) * HOUR}])),
        Kind.ADJUSTMENT: {"points": draw(quarters) - 5},
        Kind.FREE_DAYS: {"days": draw(quarters)},
    }.get(kind, {})
    return decision(kind, number, assignment=None if kind is Kind.FREE_DAYS else draw(st.sampled_from(WEEKS)), **facts)

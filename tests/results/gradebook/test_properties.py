"""Marks as a whole, whatever was graded and decided: what a student and a teacher may rely on."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.results.gradebook.marks import Mark
from grader.results.gradebook.records import Decision, GradedExercise, Grading, Kind
from grader.results.gradebook.term import Term
from tests.results.gradebook.sample import DUE, HOUR, contents, decision, grading
from tests.results.gradebook.strategies import WEEKS, decisions, exercises, gradings, hours, near, terms

Verdicts = tuple[GradedExercise, ...]


def marks(held: Term, records: Iterable[Grading | Decision]) -> dict[str, Mark]:
    return {one.assignment: one for one in contents(held, *records).marks()}


def no_less(mark: Mark, other: Mark) -> bool:
    """Both are none, or the first is at least the second."""
    return mark.final == other.final if mark.final is None or other.final is None else mark.final >= other.final


@settings(deadline=None, max_examples=200)
@given(terms(), exercises(), hours, hours, decisions(), gradings())
def test_a_mark_never_rises_with_the_time(
    held: Term, verdicts: Verdicts, first: float, second: float, decided: list[Decision], others: list[Grading]
) -> None:
    """Of the same submission, whatever happened to the other assignment."""
    elsewhere = [one for one in others if one.assignment == "week1"]
    early, late = (
        marks(held, [grading(time, assignment="week2", number=9, exercises=verdicts), *elsewhere, *decided])["week2"]
        for time in sorted((first, second))
    )
    assert no_less(early, late)


@settings(deadline=None, max_examples=200)
@given(terms(), gradings(1), decisions())
def test_a_mark_never_passes_the_maximum(held: Term, graded: list[Grading], decided: list[Decision]) -> None:
    """Without an adjustment that adds points; and it is never below 0."""
    for mark in marks(held, [*graded, *decided]).values():
        assert mark.final is None or 0 <= mark.final <= (mark.max_points or 0.0) + max(mark.adjustment, 0.0)


@settings(deadline=None, max_examples=200)
@given(terms(), exercises(), near, decisions(most=1), near)
def test_an_extension_never_lowers_a_mark(
    held: Term, verdicts: Verdicts, time: float, decided: list[Decision], more: float
) -> None:
    """Compared with no extension, also if it was meant for a due that moved since."""
    before = [one for one in decided if one.kind is not Kind.EXTENSION]
    graded = grading(time, exercises=verdicts)
    without = marks(held, [graded, *before])["week1"]
    for facts in ({"days": abs(more) / 24}, {"until": DUE + more * HOUR}):
        extension = decision(Kind.EXTENSION, 9, **facts)
        assert no_less(marks(held, [graded, *before, extension])["week1"], without)


@settings(deadline=None, max_examples=200)
@given(terms(), gradings(), decisions(), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(
    held: Term, graded: list[Grading], decided: list[Decision], draw: random.Random
) -> None:
    """Of submissions with their own times and of decisions that add up; of several extensions the last holds."""
    extensions = [one for one in decided if one.kind is Kind.EXTENSION]
    added = [one for one in decided if one.kind is not Kind.EXTENSION]
    numbers = [one.number for one in graded], [one.number for one in added]
    for some in numbers:
        draw.shuffle(some)
    again = [
        *(msgspec.structs.replace(one, number=number) for one, number in zip(graded, numbers[0], strict=True)),
        *(msgspec.structs.replace(one, number=number) for one, number in zip(added, numbers[1], strict=True)),
        *extensions,
    ]
    draw.shuffle(again)
    first, second = marks(held, [*graded, *decided]), marks(held, again)
    for name in WEEKS:
        assert msgspec.structs.replace(first[name], steps=()) == msgspec.structs.replace(second[name], steps=())
        assert sorted(map(repr, first[name].steps)) == sorted(map(repr, second[name].steps))


@settings(deadline=None, max_examples=200)
@given(terms(), gradings(), decisions(), decisions(first=11, least=1), st.randoms(use_true_random=False))
def test_withdrawing_gives_what_was_before(
    held: Term, graded: list[Grading], decided: list[Decision], taken_back: list[Decision], draw: random.Random
) -> None:
    """To the last sentence, however many decisions are withdrawn, in whatever order."""
    order = [one.number for one in taken_back]
    draw.shuffle(order)
    gone = [decision(Kind.WITHDRAWAL, 21 + n, assignment=None, withdraws=number) for n, number in enumerate(order)]
    before = contents(held, *graded, *decided)
    after = dataclasses.replace(before, decisions=(*before.decisions, *taken_back, *gone))
    assert after.marks() == before.marks()

"""What a teacher decides about one student, each with a comment: `grader gradebook extend`, `excuse`, `adjust` and others."""

from __future__ import annotations

import dataclasses
import math

import click
import msgspec

from grader.commands import book as books
from grader.commands import options
from grader.commands.board import clean
from grader.results.gradebook.contents import Contents
from grader.results.gradebook.records import Decision, Kind
from grader.results.times import parse_moment
from grader.words.errors import UsageError

MOST_POINTS = 1e6
comment = click.option("--comment", required=True, help="Why; the student reads it.")


@click.command()
@click.argument("student")
@click.argument("assignment")
@click.option("--until", metavar="TIME", help="A time with its zone: '2026-10-14 23:59+08:00', '2026-10-14 23:59 Asia/Shanghai'.")
@click.option("--days", type=click.FloatRange(0, 366), help="Days of 24 hours after the class's due.")
@comment
@books.option
@options.language
def extend(
    student: str, assignment: str, until: str | None, days: float | None, comment: str, book: str, lang: str | None
) -> int:
    """Give STUDENT more time for ASSIGNMENT; the last extension holds."""
    if (until is None) == (days is None):
        raise UsageError("how long? Give either --until TIME or --days NUMBER")
    moment = parse_moment(until) if until is not None else None
    return _decide(book, lang, Kind.EXTENSION, student, comment, assignment, until=moment, days=days)


@click.command()
@click.argument("student")
@click.argument("assignment")
@comment
@books.option
@options.language
def excuse(student: str, assignment: str, comment: str, book: str, lang: str | None) -> int:
    """Let ASSIGNMENT not count for STUDENT."""
    return _decide(book, lang, Kind.EXCUSE, student, comment, assignment)


@click.command(context_settings={"ignore_unknown_options": True})  # -2.5 is no option
@click.argument("student")
@click.argument("assignment")
@click.argument("points", type=float)
@comment
@books.option
@options.language
def adjust(student: str, assignment: str, points: float, comment: str, book: str, lang: str | None) -> int:
    """Add POINTS (+2.5, or -1) to what is left of STUDENT's points after lateness; adjustments add up."""
    if not math.isfinite(points) or abs(points) > MOST_POINTS:
        raise UsageError("{points} are no points that a mark can have", points=points)
    return _decide(book, lang, Kind.ADJUSTMENT, student, comment, assignment, points=points)


@click.command()
@click.argument("student")
@click.argument("days", type=click.FloatRange(0, 366, min_open=True))
@comment
@books.option
@options.language
def grant(student: str, days: float, comment: str, book: str, lang: str | None) -> int:
    """Give STUDENT this many free late DAYS more for the whole term."""
    return _decide(book, lang, Kind.FREE_DAYS, student, comment, None, days=days)


@click.command()
@click.argument("decision", type=click.IntRange(1))
@comment
@books.option
@options.language
def withdraw(decision: int, comment: str, book: str, lang: str | None) -> int:
    """Let DECISION (its number, as `history` lists it) hold no longer; both stay in the history."""
    translate = options.speech(lang)
    opened = books.opened(book)
    before = opened.contents()
    earlier = opened.withdraw(decision, comment, books.login(), books.now())
    options.say(translate, "decision {number}, about {student}, holds no longer", number=decision, student=clean(earlier.student))
    _tell(before, opened.contents(), earlier.student, lang)
    return 0


def _decide(book: str, lang: str | None, kind: Kind, student: str, comment: str, assignment: str | None, **facts: object) -> int:
    translate = options.speech(lang)
    opened = books.opened(book)
    before = opened.contents()
    name = before.student(student)
    if assignment is not None:
        before.term.assignment(assignment)
    made = Decision(kind, name, comment, books.login(), books.now(), assignment, **facts)  # type: ignore[arg-type]
    number = opened.decide(made)
    after = dataclasses.replace(before, decisions=(*before.decisions, msgspec.structs.replace(made, number=number)))
    options.say(translate, "decision {number}, about {student}, is in the gradebook", number=number, student=clean(name))
    _tell(before, after, name, lang)
    return 0


def _tell(before: Contents, after: Contents, student: str, lang: str | None) -> None:
    books.tell_changes(before.marks(students=[student]), after.marks(students=[student]), options.speech(lang))

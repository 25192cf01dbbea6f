"""What a gradebook says: `grader gradebook show`, `history` and `csv`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.commands import book as books
from grader.commands import options
from grader.commands.board import clean
from grader.results.gradebook.contents import Contents
from grader.results.gradebook.history import history as history_of
from grader.results.gradebook.listing import marks_csv, number
from grader.results.gradebook.marks import Mark
from grader.results.times import shown
from grader.words.messages import Message, Translate


@click.command()
@click.option("--student", metavar="NAME", help="Only this student's marks, each with how it came about.")
@click.option("--assignment", metavar="NAME", help="Only this assignment's marks.")
@books.option
@options.language
def show(student: str | None, assignment: str | None, book: str, lang: str | None) -> int:
    """Print all marks; with --student or --assignment, what they are made of."""
    translate = options.speech(lang)
    contents = books.opened(book).contents()
    if assignment is not None:
        contents.term.assignment(assignment)
    marks = contents.marks(students=None if student is None else [contents.student(student)])
    marks = tuple(one for one in marks if assignment in (None, one.assignment))
    console = Console(highlight=False, markup=False, emoji=False)
    if student is None and assignment is None:
        console.print(_overview(contents, marks, translate))
        return 0
    console.print(_details(marks, translate))
    if student is not None:
        _tell_steps(marks, translate)
    return 0


def _overview(contents: Contents, marks: tuple[Mark, ...], translate: Translate) -> Table:
    """Return a row for each student, a column for each assignment, and the total of the marks there are."""
    names = {one.student: one.name for one in contents.roster.students}
    assignments = (clean(one.name) for one in contents.term.assignments)
    table = _table([translate("student"), translate("name"), *assignments, translate("total")], left=2)
    rows: dict[str, list[Mark]] = {}
    for mark in marks:
        rows.setdefault(mark.student, []).append(mark)
    for student, several in rows.items():
        cells = (books.mark_text(one, translate) for one in several)
        table.add_row(Text(clean(student)), Text(clean(names.get(student, ""))), *cells, _total(several))
    return table


def _total(marks: list[Mark]) -> str:
    """Return the sum of the marks out of what could be had in those assignments; where there is no mark nothing is counted."""
    counted = [one for one in marks if one.final is not None]
    had = sum(one.final or 0.0 for one in counted)
    return f"{number(had)}/{number(sum(one.max_points or 0.0 for one in counted))}" if counted else "–"


def _details(marks: tuple[Mark, ...], translate: Translate) -> Table:
    heads = [
        translate("student"), translate("assignment"), translate("points"), translate("days late"), translate("penalty"),
        translate("adjustment"), translate("mark"),
    ]  # fmt: skip
    table = _table(heads, left=2)
    for one in marks:
        points = "–" if one.points is None else f"{number(one.points)}/{number(one.max_points)}"
        lateness = (number(one.days_late or None), number(one.penalty or None), number(one.adjustment or None))
        table.add_row(Text(clean(one.student)), Text(clean(one.assignment)), points, *lateness, books.mark_text(one, translate))
    return table


def _table(heads: list[str], left: int) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for place, head in enumerate(heads):
        table.add_column(Text(head), justify="left" if place < left else "right", overflow="fold")
    return table


def _tell_steps(marks: tuple[Mark, ...], translate: Translate) -> None:
    for mark in marks:
        click.echo(f"\n{clean(mark.assignment)}: {books.mark_text(mark, translate)}")
        for step in mark.steps:
            click.echo(f"  {clean(step.render(translate))}")


@click.command()
@click.argument("student")
@books.option
@options.language
def history(student: str, book: str, lang: str | None) -> int:
    """Print what was graded and decided about STUDENT, by whom and when."""
    translate = options.speech(lang)
    contents = books.opened(book).contents()
    for event in history_of(contents, contents.student(student)):
        line = f"{shown(event.at)}  {event.by}  {event.what.render(translate)}"
        if event.withdrawn:
            line = Message("{line}  (withdrawn)", {"line": line}).render(translate)
        click.echo(clean(line))
    return 0


@click.command("csv")
@click.argument("file", type=click.Path(path_type=Path))
@books.option
@options.language
def listing(file: Path, book: str, lang: str | None) -> int:
    """Write all marks to FILE, a line for each student and assignment."""
    contents = books.opened(book).contents()
    marks = contents.marks()
    options.write(file, marks_csv(marks, contents.roster))
    options.say(options.speech(lang), "marks: {count}; {file}", count=len(marks), file=str(file))
    return 0

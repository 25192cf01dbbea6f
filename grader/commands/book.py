"""What commands on a gradebook share: which one, who asks, and how changed marks are told."""

from __future__ import annotations

import datetime
import getpass
import os
from typing import TYPE_CHECKING

import click

from grader.commands import options
from grader.commands.board import clean
from grader.results.gradebook.contents import Contents
from grader.results.gradebook.marks import Mark
from grader.results.gradebook.recording import unrecorded
from grader.results.gradebook.steps import plain
from grader.results.reading import ReadResults
from grader.words.errors import UsageError
from grader.words.messages import Translate

if TYPE_CHECKING:
    from grader.results.gradebook.book import Book

VARIABLE = "GRADER_BOOK"
DEFAULT = "gradebook.db"
MOST_CHANGES = 20

option = click.option(
    "--book", envvar=VARIABLE, default=DEFAULT, show_default=True, metavar="FILE|URL", show_envvar=True,
    help="The gradebook: a file, or postgresql://USER@HOST/DATABASE.",
)  # fmt: skip
assignment = click.option("--assignment", required=True, metavar="NAME", help="The assignment, as the term's file names it.")


def opened(where: str, create: bool = False) -> Book:
    """Open the gradebook; the database's library is loaded here and nowhere else.

    Raises:
        UsageError: it can't be opened, or the library is not installed.
    """
    try:
        from grader.results.gradebook.book import open_book
    except ModuleNotFoundError as error:
        text = "the gradebook needs {package}: .venv/bin/python -m pip install -e ."
        raise UsageError(text, package=str(error.name)) from error
    return open_book(where, create)


def login() -> str:
    """Return who gives the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def now() -> datetime.datetime:
    """Return the moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def mark_text(mark: Mark | None, translate: Translate) -> str:
    """Return a mark in a word."""
    if mark is None or (mark.final is None and not mark.excused):
        return "–"
    return translate("excused") if mark.excused else plain(mark.final or 0.0)


def tell_unrecorded(results: ReadResults, contents: Contents, assignment: str, translate: Translate) -> None:
    """Say of whom the gradebook does not have what these results say."""
    found = unrecorded(results, contents.term.assignment(assignment), contents.gradings)
    if found:
        text = "the gradebook has not what these results say of: {names}. `grader gradebook record` records them."
        options.say(translate, text, err=True, names=clean(", ".join(found)))


def tell_changes(before: tuple[Mark, ...], after: tuple[Mark, ...], translate: Translate) -> None:
    """Print each mark that is another than before, up to a screenful."""
    old = {(one.student, one.assignment): mark_text(one, translate) for one in before}
    lines = []
    for one in after:
        was, now = old.get((one.student, one.assignment), "–"), mark_text(one, translate)
        if was != now:
            lines.append(f"  {one.student}, {one.assignment}: {was} → {now}")
    for line in lines[:MOST_CHANGES]:
        click.echo(clean(line))
    if len(lines) > MOST_CHANGES:
        click.echo(f"  … + {len(lines) - MOST_CHANGES}")

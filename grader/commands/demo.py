"""`grader demo`: a made-up class, graded, marked and reported on by the commands that a teacher would type."""

from __future__ import annotations

import shlex
import subprocess
import sys
import webbrowser
from pathlib import Path

import click

from grader.commands import options
from grader.course.catalogue import Exercise
from grader.results.demo import ASSIGNMENT, EXTENDED, USUAL, write_class, write_term
from grader.results.reports.pages import CLASS_PAGE
from grader.words.errors import UsageError

BOOK = "gradebook.db"


@click.command()
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
@click.option("--open/--no-open", "opened", default=True, help="Open the class report in a browser.")
@options.language
def demo(destination: Path, opened: bool, lang: str | None) -> int:
    """Make up a class in the new folder DEST, grade it, write gradebook and report: what a teacher sees, in two minutes."""
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise UsageError("{folder} is there already. Choose a new folder, or remove it first.", folder=str(destination))
    exercises = tuple(course.find(name) for name in USUAL)
    with options.writing(destination):
        count = write_class(course, exercises, destination / "submissions")
        write_term(exercises, destination, translate("a made-up term"))
    options.say(translate, "{count} made-up submissions: {folder}", count=count, folder=str(destination / "submissions"))
    for command in _commands(destination, exercises, translate("ill")):
        code = _run([*command, "--lang", lang] if lang else command)
        if code:
            return code
    options.say(translate, "\nthe gradebook: {file}", file=str(destination / BOOK))
    page = destination / "results" / "report" / CLASS_PAGE
    options.say(translate, "the class report: {file}", file=str(page))
    if opened:
        webbrowser.open(page.resolve().as_uri())
    return 0


def _commands(destination: Path, exercises: tuple[Exercise, ...], comment: str) -> list[list[str]]:
    """Return what a teacher would type, in order."""
    submissions, results = str(destination / "submissions"), str(destination / "results")
    book = ["--book", str(destination / BOOK)]
    chosen = [argument for exercise in exercises for argument in ("--exercise", exercise.name)]
    marks = [
        ["gradebook", "apply", str(destination / "term.toml"), *book],
        ["gradebook", "roster", str(destination / "roster.csv"), *book],
        ["gradebook", "record", results, "--assignment", ASSIGNMENT, "--times", str(destination / "times.csv"), *book],
        ["gradebook", "extend", EXTENDED, ASSIGNMENT, "--days", "2", "--comment", comment, *book],
        ["gradebook", "show", "--assignment", ASSIGNMENT, *book],
    ]
    return [
        ["grade", submissions, "--out", results, "--seed", "1", *chosen],
        *marks,
        ["report", results, "--submissions", submissions, "--assignment", ASSIGNMENT, *book],
        ["similar", submissions, "--out", str(Path(results) / "report"), *chosen],
    ]


def _run(command: list[str]) -> int:
    """Show a command, run it, and return its exit code."""
    click.echo(f"\n$ grader {shlex.join(command)}")
    return subprocess.run([sys.executable, "-m", "grader", *command], check=False).returncode

"""`grader demo`: a made-up class, graded and reported on by the commands that a teacher would type."""

from __future__ import annotations

import subprocess
import sys
import webbrowser
from pathlib import Path

import click

from grader.commands import options
from grader.results.demo import USUAL, write_class
from grader.results.reports.pages import CLASS_PAGE
from grader.words.errors import UsageError


@click.command()
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
@click.option("--open/--no-open", "opened", default=True, help="Open the class report in a browser.")
@options.language
def demo(destination: Path, opened: bool, lang: str | None) -> int:
    """Make up a class in the new folder DEST, grade it and write its report: what a teacher sees, in two minutes."""
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise UsageError("{folder} is there already. Choose a new folder, or remove it first.", folder=str(destination))
    exercises = tuple(course.find(name) for name in USUAL)
    submissions, results = destination / "submissions", destination / "results"
    with options.writing(submissions):
        count = write_class(course, exercises, submissions)
    options.say(translate, "{count} made-up submissions: {folder}", count=count, folder=str(submissions))
    spoken = ["--lang", lang] if lang else []
    chosen = [argument for exercise in exercises for argument in ("--exercise", exercise.name)]
    for command in (
        ["grade", str(submissions), "--out", str(results), "--seed", "1", *chosen, *spoken],
        ["report", str(results), "--submissions", str(submissions), *spoken],
        ["similar", str(submissions), "--out", str(results / "report"), *chosen, *spoken],
    ):
        click.echo(f"\n$ grader {' '.join(command)}")
        code = subprocess.run([sys.executable, "-m", "grader", *command], check=False).returncode
        if code:
            return code
    if opened:
        webbrowser.open((results / "report" / CLASS_PAGE).resolve().as_uri())
    return 0

"""`grader stubs` and `grader reset`: write what learners start from, all of it or one file again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from grader.commands import options
from grader.course.catalogue import Course, Exercise
from grader.course.language import pick_language, translator
from grader.course.pages import write_pages
from grader.course.stubs import stub_text
from grader.results.store import write_atomically
from grader.words.errors import UsageError


@click.command()
@options.language
def stubs(lang: str | None) -> int:
    """Write exercises/ anew from solutions/: stubs and chapter pages. For authors; learners use reset."""
    course = options.here()
    for exercise in course.exercises:
        path = course.stub(exercise)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, _stub(course, exercise, lang or "en").encode())
    write_pages(course)
    click.echo(f"{len(course.exercises)} stubs written to {course.root / 'exercises'}")
    return 0


@click.command()
@click.argument("exercise")
@options.language
def reset(exercise: str, lang: str | None) -> int:
    """Start EXERCISE again: your file goes to .torchkata/backup, the stub takes its place."""
    course = options.here()
    found = course.find(exercise)
    path = course.stub(found)
    if not path.parent.is_dir():
        raise UsageError("there is no folder {folder}", folder=str(path.parent))
    if path.exists():
        backup = course.root / ".torchkata" / "backup" / f"{found.id}.{time.strftime('%Y%m%d-%H%M%S')}.py"
        backup.parent.mkdir(parents=True, exist_ok=True)
        path.replace(backup)
        click.echo(f"your file is kept: {backup.relative_to(course.root)}")
    write_atomically(path, _stub(course, found, pick_language(lang, os.environ)).encode())
    click.echo(f"{path.relative_to(course.root)} is the stub again")
    return 0


def _stub(course: Course, exercise: Exercise, language: str) -> str:
    text = Path(course.reference(exercise)).read_text(encoding="utf-8")
    return stub_text(text, translator(language, course.root))

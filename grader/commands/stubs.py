"""`grader stubs` and `grader reset`: write what learners start from, all of it or one file again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import click

from grader.commands import options
from grader.course.catalogue import Course, Exercise
from grader.course.examples import example_suite
from grader.course.language import pick_language, translator
from grader.course.pages import PAGES, page_text
from grader.course.stubs import stub_text


@click.command()
@options.language
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is not what would be written.")
def stubs(lang: str | None, check: bool) -> int:
    """Write exercises/ and tests/examples/ anew from solutions/: stubs, chapter pages, examples. For authors."""
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    wanted = dict(generated(course, lang or "en"))
    stale = [path for path, data in wanted.items() if not path.is_file() or path.read_bytes() != data]
    if check:
        for path in stale:
            options.say(translate, "{file} is not fresh: run `grader stubs`", file=str(path.relative_to(course.root)))
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        options.write(path, wanted[path])
    options.say(translate, "{count} files written, {fresh} were fresh", count=len(stale), fresh=len(wanted) - len(stale))
    return 0


@click.command()
@click.argument("exercise")
@options.language
def reset(exercise: str, lang: str | None) -> int:
    """Start EXERCISE again: your file goes to .torchkata/backup, the stub takes its place."""
    course = options.here()
    translate = options.speech(lang, course.root)
    found = course.find(exercise)
    path = course.stub(found)
    stub = _stub(course, found, pick_language(lang, os.environ))
    with options.writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_bytes() != stub:
        backup = (
            course.root / ".torchkata" / "backup" / f"{found.id}.{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 1000:03}.py"
        )
        with options.writing(backup.parent):
            backup.parent.mkdir(parents=True, exist_ok=True)
        options.write(backup, path.read_bytes())
        options.say(translate, "your file is kept: {file}", file=str(backup.relative_to(course.root)))
    options.write(path, stub)
    options.say(translate, "{file} is the stub again", file=str(path.relative_to(course.root)))
    return 0


def generated(course: Course, language: str) -> Iterator[tuple[Path, bytes]]:
    """Yield every generated file with its content: stubs in one language, pages in all, examples."""
    for exercise in course.exercises:
        yield course.stub(exercise), _stub(course, exercise, language)
        if text := example_suite(course, exercise):
            yield course.examples(exercise), text.encode()
    for chapter in course.chapters:
        for page_language, name in PAGES.items():
            text = page_text(course, chapter, translator(page_language, course.root))
            yield course.root / "exercises" / chapter.id / name, text.encode()


def _stub(course: Course, exercise: Exercise, language: str) -> bytes:
    if course.released:
        return course.released_stub(exercise).read_bytes()
    text = course.reference(exercise).read_text(encoding="utf-8")
    return stub_text(text, translator(language, course.root)).encode()

"""`grader release`: a bundle for learners, as a folder and as a zip, without answers."""

from __future__ import annotations

import os
from pathlib import Path

import click

from grader.commands import options
from grader.course.language import pick_language
from grader.results.release import release as release_bundle


@click.command()
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
@click.option("--exercise", "exercises", multiple=True, metavar="EXERCISE", help="Only this one; may be given again.")
@options.language
def release(destination: Path, exercises: tuple[str, ...], lang: str | None) -> int:
    """Write what learners get into the new folder DEST, and as DEST.zip: stubs, pages, public examples, the program.

    Every file is looked through for lines of answers, suites and hints; with one of them nothing is released.
    """
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    chosen = {course.find(name) for name in exercises} or set(course.exercises)
    ordered = tuple(exercise for exercise in course.exercises if exercise in chosen)
    bundle = release_bundle(course, ordered, pick_language(lang, os.environ), destination)
    text = "{count} exercises are released: {folder} and {archive}, {files} files without an answer"
    where = f"{bundle.folder}/"
    options.say(translate, text, count=len(ordered), files=bundle.files, folder=where, archive=str(bundle.archive))
    return 0

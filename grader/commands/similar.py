"""`grader similar`: pairs of submissions that are more alike than the course explains, to look at and to talk about."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.console import Console

from grader.commands import options
from grader.course.catalogue import Course, Exercise
from grader.course.language import pick_language
from grader.results.proof import answers
from grader.results.similarity.page import similarity_page, similarity_table
from grader.results.similarity.pairs import MOST_PAIRS, Pair, alike
from grader.results.submissions import find_submissions, read_submission
from grader.words.messages import Message, Translate
from grader.words.submission import Submitted

PAGE, TABLE = "similar.html", "similar.csv"


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for similar.html and similar.csv.")
@click.option("--exercise", "exercises", multiple=True, metavar="EXERCISE", help="Only this one; may be given again.")
@options.language
def similar(submissions: Path, out: Path, exercises: tuple[str, ...], lang: str | None) -> int:
    """Find pairs in SUBMISSIONS (a folder or zip for each student) that share more than the course and chance explain.

    A hint, not a verdict: stub, reference, variants and known mistakes are taken out first, and people have to look.
    """
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    chosen = tuple(course.find(name) for name in exercises) or course.exercises
    paths = [path for path in find_submissions(submissions) if path.resolve() != out.resolve()]
    read = [read_submission(path, tuple(exercise.id for exercise in chosen)) for path in paths]
    pairs = _pairs(course, chosen, read, translate)
    page = similarity_page(pairs, len(read), len(chosen), translate, pick_language(lang, os.environ))
    with options.writing(out):
        out.mkdir(parents=True, exist_ok=True)
    options.write(out / TABLE, similarity_table(pairs))
    options.write(out / PAGE, page.encode())
    text = "{count} pairs of alike submissions, a hint and no verdict: {file}"
    options.say(translate, text, count=len(pairs), file=str(out / PAGE))
    return 0


def _pairs(course: Course, chosen: tuple[Exercise, ...], read: list[Submitted], translate: Translate) -> list[Pair]:
    """Return the pairs of all exercises, the most alike first."""
    pairs: list[Pair] = []
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with console.status("") as status:
        for exercise in chosen:
            status.update(Message("comparing {exercise} ...", {"exercise": exercise.id}).render(translate))
            files = {one.student: text for one in read if (text := one.files.get(exercise.id)) is not None}
            if len(files) > 1:
                pairs += alike(exercise.id, files, [answer.source for answer in answers(course, exercise)])
    return sorted(pairs, key=lambda pair: (-pair.share, pair.exercise, pair.students))[:MOST_PAIRS]

"""`grader grade`: a class's submissions, in the sandbox, over the cores, kept as they come."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.commands import options
from grader.course.catalogue import Course
from grader.course.language import pick_language, translator
from grader.results.pool import grade_all
from grader.results.store import RunRecord, Store, digest_of, digest_of_files
from grader.results.submissions import find_submissions, read_submission, student_name
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, SubmissionResult


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for results.json and the journal.")
@click.option("--jobs", type=click.IntRange(1), help="Judges at once; default: one for each core.")
@options.device
@click.option("--isolation", type=options.isolation, default="auto", show_default=True)
@options.seed
@options.language
def grade(submissions: Path, out: Path, jobs: int | None, device: str, isolation: str, seed: int | None, lang: str | None) -> int:
    """Grade SUBMISSIONS: a folder with one folder (or zip) for each student, holding NN_chapter/exercise.py files.

    Results are written as they come. Run the same command again to go on after an interruption.
    """
    course = options.here()
    language = pick_language(lang, os.environ)
    level = "sandbox" if isolation == "auto" else isolation
    paths = find_submissions(submissions)
    record = RunRecord(course.name, options.new_seed() if seed is None else seed, "cpu" if device == "auto" else device, level)
    explicit = {"isolation": level, **({} if seed is None else {"seed": seed})}
    store = Store(out, record, explicit, translator(language, course.root))
    judge_options = JudgeOptions(str(course.root), language, device, level, store.record.seed)
    students = [student_name(path) for path in paths]
    waiting, digests = _waiting(course, store, paths)
    with _progress() as progress:
        task = progress.add_task("grading", total=len(paths), completed=len(paths) - len(waiting))

        def done(submitted: Submitted, result: SubmissionResult) -> None:
            store.add(digests[result.student], result, students)
            progress.advance(task)
            if not sys.stderr.isatty():
                click.echo(f"{result.student}: {result.points:g}/{result.max_points:g}", err=True)

        grade_all(judge_options, waiting, jobs or os.cpu_count() or 1, done)
    store.write(students)
    return _report(store, students, out)


def _waiting(course: Course, store: Store, paths: list[Path]) -> tuple[list[Submitted], dict[str, str]]:
    ids = tuple(exercise.id for exercise in course.exercises)
    content = digest_of_files([path for exercise in course.exercises for path in course.sources(exercise)])
    waiting, digests = [], {}
    for path in paths:
        submitted = read_submission(path, ids)
        digests[submitted.student] = digest_of(submitted, content, store.record)
        if store.known(submitted.student, digests[submitted.student]) is None:
            waiting.append(submitted)
    return waiting, digests


def _report(store: Store, students: list[str], out: Path) -> int:
    results = [store.entries[student].result for student in students]
    failed = [result.student for result in results if any(verdict.status is Status.GRADER_ERROR for verdict in result.verdicts)]
    unreadable = [result.student for result in results if result.messages and _alike(result)]
    click.echo(f"{len(results)} submissions graded: {out / 'results.json'}")
    for label, names in (
        ("the grader failed on", failed),
        ("could not be read", [name for name in unreadable if name not in failed]),
    ):
        if names:
            click.echo(f"{label}: {', '.join(names)}", err=True)
    return 1 if failed or unreadable else 0


def _alike(result: SubmissionResult) -> bool:
    """Whether one reason kept every file from being read."""
    return all(verdict.messages == result.messages for verdict in result.verdicts)


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)

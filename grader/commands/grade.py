"""`grader grade`: a class's submissions, in the sandbox, over the cores, kept as they come."""

from __future__ import annotations

from pathlib import Path

import click

from grader.commands import options
from grader.commands.class_run import Run, submissions_in
from grader.results.document import RunRecord
from grader.results.pool import available_cores
from grader.results.store import Store


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for results.json and the journal.")
@click.option("--exercise", "exercises", multiple=True, metavar="EXERCISE", help="Only this one; may be given again.")
@click.option("--jobs", type=click.IntRange(1), help="Judges at once; default: one for each core.")
@options.device
@click.option("--isolation", type=options.isolation, default="auto", show_default=True)
@options.seed
@options.cluster
@options.language
def grade(
    submissions: Path,
    out: Path,
    exercises: tuple[str, ...],
    jobs: int | None,
    device: str,
    isolation: str,
    seed: int | None,
    cluster: str | None,
    lang: str | None,
) -> int:
    """Grade SUBMISSIONS: a folder with one folder (or zip) for each student, holding NN_chapter/exercise.py files.

    Results are written as they come. Run the same command again to go on after an interruption.
    """
    options.not_together(cluster, "jobs")
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    paths = submissions_in(course, submissions, out, translate)
    level = "sandbox" if isolation == "auto" else isolation
    chosen = {course.find(name) for name in exercises}
    ids = tuple(exercise.id for exercise in course.exercises if exercise in chosen)
    wanted = RunRecord(course.name, options.new_seed() if seed is None else seed, device, level, ids)
    explicit = {name: getattr(wanted, name) for name in ("seed", "device", "isolation", "exercises") if options.given(name)}
    store = Store(out, wanted, explicit, translate)
    try:
        run = Run(course, store, paths, translate)
        run.grade(run.judges(out / "judge.log", cluster), jobs or available_cores())
    finally:
        store.close()
    return run.report(out)

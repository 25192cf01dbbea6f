"""`grader grade`: a class's submissions, in the sandbox, over the cores, kept as they come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from grader.commands import options
from grader.commands.board import clean
from grader.commands.progress import ClassProgress
from grader.course.catalogue import Course
from grader.results.document import RunRecord
from grader.results.pool import Pool, available_cores
from grader.results.store import Store, digest_of, digest_of_files
from grader.results.submissions import find_submissions, passed_over, read_submission, student_name
from grader.words.errors import UsageError
from grader.words.messages import Translate
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, SubmissionResult


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for results.json and the journal.")
@click.option("--exercise", "exercises", multiple=True, metavar="EXERCISE", help="Only this one; may be given again.")
@click.option("--jobs", type=click.IntRange(1), help="Judges at once; default: one for each core.")
@options.device
@click.option("--isolation", type=options.isolation, default="auto", show_default=True)
@options.seed
@options.language
def grade(
    submissions: Path,
    out: Path,
    exercises: tuple[str, ...],
    jobs: int | None,
    device: str,
    isolation: str,
    seed: int | None,
    lang: str | None,
) -> int:
    """Grade SUBMISSIONS: a folder with one folder (or zip) for each student, holding NN_chapter/exercise.py files.

    Results are written as they come. Run the same command again to go on after an interruption.
    """
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    paths = [path for path in find_submissions(submissions) if path.resolve() != out.resolve()]
    _check_folder(course, submissions, paths, translate)
    level = "sandbox" if isolation == "auto" else isolation
    chosen = {course.find(name) for name in exercises}
    ids = tuple(exercise.id for exercise in course.exercises if exercise in chosen)
    wanted = RunRecord(course.name, options.new_seed() if seed is None else seed, device, level, ids)
    explicit = {name: getattr(wanted, name) for name in ("seed", "device", "isolation", "exercises") if options.given(name)}
    store = Store(out, wanted, explicit, translate)
    record = store.record
    judge_options = JudgeOptions(str(course.root), record.device, record.isolation, record.seed, record.exercises)
    jobs = min(jobs or available_cores(), len(paths))
    try:
        _grade(Run(course, store, paths, translate), Pool(judge_options, out / "judge.log"), jobs)
    finally:
        store.close()
    return report(store.results(map(student_name, paths)), out, translate)


def _check_folder(course: Course, folder: Path, paths: list[Path], translate: Translate) -> None:
    """Refuse one student's folder where a class's was meant; say which files beside the submissions are passed over."""
    chapters = {chapter.id for chapter in course.chapters}
    if not paths or {student_name(path) for path in paths} <= chapters:
        raise UsageError(
            "{folder} looks like one student's submission. Give the folder above it, with one folder or zip for each student.",
            folder=str(folder),
        )
    if names := passed_over(folder):
        told = clean(", ".join(names))
        options.say(translate, "passed over, hidden or neither folders nor zips: {names}", err=True, names=told)


class Run:
    """One class: what is still to be graded, and what was."""

    def __init__(self, course: Course, store: Store, paths: list[Path], translate: Translate) -> None:
        self.store = store
        self.paths = paths
        self.students = [student_name(path) for path in paths]
        self.translate = translate
        self.exercises = store.record.exercises or tuple(exercise.id for exercise in course.exercises)
        sources = [path for exercise in course.exercises for path in course.sources(exercise)]
        self.course_digest = digest_of_files([course.root / "exercises" / "course.toml", *sources])
        self.digests: dict[str, str] = {}

    def waiting(self, progress: ClassProgress) -> Iterator[tuple[Submitted]]:
        """Read submission after submission; those graded already are passed over."""
        for path in self.paths:
            submitted = read_submission(path, self.exercises)
            self.digests[submitted.student] = digest_of(submitted, self.course_digest, self.store.record)
            if (known := self.store.known(submitted.student, self.digests[submitted.student])) is None:
                yield (submitted,)
            else:
                progress.known(known)


def _grade(run: Run, pool: Pool, jobs: int) -> None:
    with ClassProgress(len(run.paths), run.translate) as progress:

        def done(submitted: Submitted, result: SubmissionResult) -> None:
            run.store.add(run.digests[submitted.student], result, run.students)
            progress.graded(result)

        try:
            pool.grade_all(run.waiting(progress), jobs, done)
        except KeyboardInterrupt:
            text = "{done} of {count} submissions are graded and kept; the same command goes on from there"
            options.say(run.translate, text, err=True, done=progress.done, count=progress.total)
            raise
        finally:
            run.store.write(run.students)


def report(results: list[SubmissionResult], out: Path, translate: Translate) -> int:
    """Say how it went; return the exit code."""
    failed = [result.student for result in results if any(verdict.status is Status.GRADER_ERROR for verdict in result.verdicts)]
    unreadable = [result.student for result in results if could_not_be_read(result) and result.student not in failed]
    options.say(translate, "{count} submissions graded: {file}", count=len(results), file=str(out / "results.json"))
    if failed:
        names = clean(", ".join(failed))
        options.say(
            translate, "the grader itself failed on: {names}. The same command tries them again; {file} says more.",
            err=True, names=names, file=str(out / "judge.log"),
        )  # fmt: skip
    if unreadable:
        options.say(translate, "could not be read: {names}", err=True, names=clean(", ".join(unreadable)))
    return 1 if failed or unreadable else 0


def could_not_be_read(result: SubmissionResult) -> bool:
    """Whether one reason kept every file from being read."""
    return bool(result.messages) and all(verdict.messages == result.messages for verdict in result.verdicts)

"""A class on the command line: what grading and regrading share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from grader.commands import options
from grader.commands.board import clean
from grader.commands.progress import ClassProgress, Fresh
from grader.course.catalogue import Course
from grader.results.grading import Grading, same_result
from grader.results.journal import Handed
from grader.results.pool import Pool
from grader.results.store import Store
from grader.results.submissions import find_submissions, passed_over, student_name
from grader.results.units import terms_of
from grader.words.errors import UsageError
from grader.words.messages import Translate
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult


def submissions_in(course: Course, folder: Path, out: Path, translate: Translate) -> list[Path]:
    """Return the submissions of a class's folder, the results in `out` aside; say what is passed over.

    Raises:
        UsageError: it is one student's folder, or there is nothing in it to grade.
    """
    found = find_submissions(folder)
    paths = [path for path in found if path.resolve() != out.resolve()]
    if found and not paths:
        text = "{folder} holds the results and no submission. Put one folder or zip for each student into it."
        raise UsageError(text, folder=str(folder))
    chapters = {chapter.id for chapter in course.chapters}
    if not paths or {student_name(path) for path in paths} <= chapters:
        raise UsageError(
            "{folder} looks like one student's submission. Give the folder above it, with one folder or zip for each student.",
            folder=str(folder),
        )
    if names := passed_over(folder):
        told = clean(", ".join(names))
        options.say(translate, "passed over, hidden or neither folders nor zips: {names}", err=True, names=told)
    return paths


class Judges(Protocol):
    """Whoever judges units: a pool of processes here, or a cluster."""

    def grade_all(
        self, batches: Iterable[Sequence[Submitted]], jobs: int, done: Callable[[Submitted, SubmissionResult], None]
    ) -> None:
        """Judge batches as they come."""


class Run:
    """One class: what is still to be graded, and what was."""

    def __init__(self, course: Course, store: Store, paths: list[Path], translate: Translate) -> None:
        self.course = course
        self.store = store
        self.paths = paths
        self.students = [student_name(path) for path in paths]
        self.translate = translate
        record = store.record
        chosen = [exercise for exercise in course.exercises if not record.exercises or exercise.id in record.exercises]
        self.terms = terms_of(course, chosen, record)
        self.on_cluster = False
        self.judge_options = JudgeOptions(str(course.root), record.device, record.isolation, record.seed, record.exercises)

    def judges(self, log: Path, cluster: str | None) -> Judges:
        """Return who judges: processes on this machine, or a cluster's workers.

        Raises:
            UsageError: a cluster is asked for and Dask is not installed.
        """
        if cluster is None:
            return Pool(self.judge_options, log)
        try:
            from grader.results.cluster.backend import Cluster
        except ModuleNotFoundError as error:
            text = "--cluster needs Dask, and {name} is not installed: .venv/bin/python -m pip install -e '.[cluster]'"
            raise UsageError(text, name=str(error.name)) from error
        self.on_cluster = True
        return Cluster(self.course, self.judge_options, cluster)

    def grade(self, judges: Judges, jobs: int) -> None:
        """Judge what no verdict is known of; each student's result is kept as soon as it is whole."""
        with ClassProgress(len(self.paths), self.translate) as progress:

            def whole(handed: Handed, judged: bool) -> None:
                if not same_result(self.store.handed(handed.student), handed):
                    self.store.adopt([handed], self.students)
                self._count(progress, handed, judged)

            grading = Grading(self.store, self.paths, self.terms, whole)
            try:
                self._judge(grading, judges, jobs, progress)
            finally:
                self.store.write(self.students)
        if grading.stale:
            text = "{count} verdicts rest on earlier suites or another environment; `grader regrade` shows what would change"
            options.say(self.translate, text, err=True, count=grading.stale)

    def regrade(self, judges: Judges, jobs: int) -> list[Handed]:
        """Judge what no verdict of today's suites is known of; return what the results would be, and change none."""
        found: list[Handed] = []
        with ClassProgress(len(self.paths), self.translate) as progress:

            def whole(handed: Handed, judged: bool) -> None:
                found.append(handed)
                self._count(progress, handed, judged)

            self._judge(Grading(self.store, self.paths, self.terms, whole, anew=True), judges, jobs, progress)
        return found

    def _judge(self, grading: Grading, judges: Judges, jobs: int, progress: ClassProgress) -> None:
        try:
            judges.grade_all(grading.batches(), jobs, grading.judged)
        except KeyboardInterrupt:
            text = "{done} of {count} submissions are graded and kept; the same command goes on from there"
            options.say(self.translate, text, err=True, done=progress.done, count=progress.total)
            raise

    def _count(self, progress: ClassProgress, handed: Handed, judged: bool) -> None:
        failed = any(known.ours for known in self.store.facts_of(handed))
        progress.count(failed, Fresh(handed.student, *self.store.marks(handed), handed.messages) if judged else None)

    def report(self, out: Path) -> int:
        """Say how it went; return the exit code."""
        handed = [one for one in map(self.store.handed, self.students) if one is not None]
        failed = [one.student for one in handed if any(known.ours for known in self.store.facts_of(one))]
        unreadable = [one.student for one in handed if one.unreadable and one.student not in failed]
        options.say(self.translate, "{count} submissions graded: {file}", count=len(handed), file=str(out / "results.json"))
        if failed:
            names = clean(", ".join(failed))
            log = str(out / "judge.log") if not self.on_cluster else self.translate("the workers' judge.log")
            text = "the grader itself failed on: {names}. The same command tries them again; {file} says more."
            options.say(self.translate, text, err=True, names=names, file=log)
        if unreadable:
            options.say(self.translate, "could not be read: {names}", err=True, names=clean(", ".join(unreadable)))
        return 1 if failed or unreadable else 0

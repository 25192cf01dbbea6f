"""`grader ci autograde`: what Gradescope's scripts call; one submission in, one results.json out, whatever happens."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from grader.commands import options
from grader.commands.board import clean
from grader.course.catalogue import Course
from grader.results.collecting.single import read_single
from grader.results.exports.platforms import gradescope, gradescope_failure
from grader.results.reading import ReadSubmission, read_results
from grader.words.errors import GraderError, InternalError
from grader.words.messages import Translate
from grader.words.verdict import Status

STUDENT = "submission"
MOST_REASON = 4000


class NotGraded(Exception):
    """There is no mark; the text says why, for the teacher."""


@dataclass(frozen=True)
class Trial:
    """One submission to grade: the course, how, and in which language."""

    course: Course
    submission: Path
    isolation: str
    lang: str | None
    translate: Translate


@click.command(hidden=True)
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The results.json to write.")
@click.option("--isolation", type=options.isolation, default="sandbox", show_default=True)
@click.option("--full-marks", is_flag=True, help="The submission is the course's own answers: fail if they lose a point.")
@options.language
def autograde(submission: Path, out: Path, isolation: str, full_marks: bool, lang: str | None) -> int:
    """Grade the files in SUBMISSION, wherever in it they lie, and write Gradescope's results.json.

    Without a mark, and with an exit code of 1, where the grader itself failed.
    """
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    try:
        with tempfile.TemporaryDirectory(prefix="torchkata-") as folder:
            one = _graded(Trial(course, submission, isolation, lang, translate), Path(folder))
    except (NotGraded, GraderError) as error:
        said = error.message.render(translate) if isinstance(error, GraderError) else str(error)
        click.echo(said)
        options.write(out, gradescope_failure(said, translate))
        return 1
    options.write(out, gradescope(one, translate))
    if full_marks:
        _expect_full_marks(one)
    return 0


def _graded(trial: Trial, folder: Path) -> ReadSubmission:
    """Grade as a class of one, by the command that grades a class."""
    placed = read_single(trial.submission, tuple(exercise.id for exercise in trial.course.exercises), STUDENT)
    (folder / "class" / STUDENT).mkdir(parents=True)
    for exercise, data in placed.files.items():
        target = folder / "class" / STUDENT / f"{exercise}.py"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(data)
    command = ["grade", str(folder / "class"), "--out", str(folder / "results"), "--isolation", trial.isolation]
    command += ["--lang", trial.lang] if trial.lang else []
    run = subprocess.run([sys.executable, "-m", "grader", *command], capture_output=True, check=False)
    said = clean(run.stderr.decode("utf-8", "replace")).strip()[-MOST_REASON:]
    if run.returncode not in (0, 1):
        raise NotGraded(said)
    results = read_results(folder / "results")
    walls = ", ".join(results.walls)
    options.say(trial.translate, "isolation: {isolation}; walls: {walls}", isolation=results.isolation, walls=walls or "-")
    one = results.only(STUDENT)
    if not one.judged:
        raise NotGraded("\n".join([said, *_judge_log(folder)]))
    notes = [*(clean(" ".join(note.render(trial.translate).split())) for note in placed.notes), one.message]
    return msgspec.structs.replace(one, message="\n".join(note for note in notes if note))


def _judge_log(folder: Path) -> list[str]:
    """Return the end of what judges complained of: the folder does not outlive the submission."""
    log = folder / "results" / "judge.log"
    return [clean(log.read_text(encoding="utf-8", errors="replace"))[-MOST_REASON:]] if log.is_file() else []


def _expect_full_marks(one: ReadSubmission) -> None:
    lost = [f"{verdict.exercise}: {verdict.message}" for verdict in one.exercises if verdict.status is not Status.PASSED]
    if lost:
        text = "on this machine the course's own answers lose points, so nobody's marks would be right: {text}"
        raise InternalError(text, text=clean("\n".join(lost)[:MOST_REASON]))

"""`grader check`: the learner's own exercises, the board, and the verdict that helps next."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from grader.commands import options
from grader.commands.board import Board
from grader.course.language import pick_language, translator
from grader.results.pool import JudgeDied, JudgeProcess
from grader.results.store import RunRecord, results_json, write_atomically
from grader.results.submissions import read_submission
from grader.words.errors import InternalError
from grader.words.messages import Message, Translate
from grader.words.submission import JudgeOptions
from grader.words.verdict import Status, SubmissionResult, Verdict

STUDENT = "you"


@click.command()
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@options.language
@options.device
@click.option("--isolation", type=options.isolation, default="process", show_default=True)
@options.seed
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the results there too; - for standard output.")
def check(
    exercises: tuple[str, ...], lang: str | None, device: str, isolation: str, seed: int | None, json_file: Path | None
) -> int:
    """Check your exercises: all of them, or those whose names (or unique parts of names) are given."""
    course = options.here()
    language = pick_language(lang, os.environ)
    translate = translator(language, course.root)
    asked = tuple(course.find(name).id for name in exercises)
    ids = asked or tuple(exercise.id for exercise in course.exercises)
    judge_options = JudgeOptions(str(course.root), language, device, isolation, options.new_seed() if seed is None else seed, ids)
    result = _judge(judge_options, translate)
    if json_file is not None:
        _write_json(course.name, judge_options, result, json_file, translate)
    if str(json_file) != "-":
        _show(course, result, bool(asked), translate)
    return 0 if all(verdict.status is Status.PASSED for verdict in result.verdicts) else 1


def _judge(judge_options: JudgeOptions, translate: Translate) -> SubmissionResult:
    submitted = read_submission(Path(judge_options.root) / "exercises", judge_options.exercises)
    judge = JudgeProcess(judge_options)
    console = Console(stderr=True)
    with console.status(translate("getting ready ...")) as status:

        def event(message: dict[str, Any]) -> None:
            if "started" in message:
                status.update(Message("checking {exercise} ...", {"exercise": message["started"]}).render(translate))

        try:
            result = judge.judge(submitted, event)
        except JudgeDied:
            raise InternalError(
                "the judge died; nothing was marked. Run `grader doctor`, and report this if it stays so."
            ) from None
        finally:
            judge.close()
    return SubmissionResult(STUDENT, result.verdicts, result.messages)


def _show(course: Any, result: SubmissionResult, asked: bool, translate: Translate) -> None:
    board = Board(Console(highlight=False, markup=False, emoji=False), translate)
    if not asked:
        board.show(course, result)
    for verdict in _worth_showing(result, asked):
        board.verdict(verdict)
    board.console.print()
    board.next_step(result)


def _worth_showing(result: SubmissionResult, asked: bool) -> list[Verdict]:
    if asked:
        return list(result.verdicts)
    idle = (Status.PASSED, Status.NOT_STARTED)
    return [verdict for verdict in result.verdicts if verdict.status not in idle][:1]


def _write_json(course: str, judge_options: JudgeOptions, result: SubmissionResult, path: Path, translate: Translate) -> None:
    device = "cpu" if judge_options.device == "auto" else judge_options.device
    record = RunRecord(course, judge_options.seed, device, judge_options.isolation)
    walls = next((verdict.walls for verdict in result.verdicts if verdict.walls), ())
    data = results_json(record, [result], walls, translate)
    if str(path) == "-":
        sys.stdout.write(data.decode())
    else:
        write_atomically(path, data)

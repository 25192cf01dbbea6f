"""`grader check`: the learner's own exercises, the board, and the verdict that helps next."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from grader.commands import options
from grader.commands.board import Board
from grader.commands.own import judge_own, judge_what_changed
from grader.course.catalogue import Course
from grader.results.document import RunRecord, results_json
from grader.words.messages import Translate
from grader.words.submission import JudgeOptions
from grader.words.verdict import Status, SubmissionResult, Verdict

STANDARD_OUTPUT = Path("-")
IDLE = (Status.PASSED, Status.NOT_STARTED, Status.MISSING)


@click.command()
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@options.language
@options.device
@click.option("--isolation", type=options.isolation, default="process", show_default=True)
@options.seed
@options.keep
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the results there too; - for standard output.")
def check(
    exercises: tuple[str, ...],
    lang: str | None,
    device: str,
    isolation: str,
    seed: int | None,
    keep: bool | None,
    json_file: Path | None,
) -> int:
    """Check your exercises: all of them, or those whose names (or unique parts of names) are given.

    Without a name, files that did not change since they were last judged keep their verdicts.
    """
    course = options.here()
    translate = options.speech(lang, course.root)
    asked = tuple(dict.fromkeys(course.find(name).id for name in exercises))
    ids = asked or tuple(exercise.id for exercise in course.exercises)
    keep = seed is None and (options.keep_by_default() if keep is None else keep)
    seed = options.new_seed() if seed is None else seed
    judge_options = JudgeOptions(str(course.root), device, isolation, seed, ids)
    anew = asked or json_file is not None or any(options.given(name) for name in ("seed", "device", "isolation"))
    if anew:
        result, seeds = judge_own(judge_options, translate, keep)
    else:
        result, seeds = judge_what_changed(judge_options, translate, keep)
    if json_file != STANDARD_OUTPUT:
        settings = {"device": device, "isolation": isolation}
        given = "".join(f" --{name} {value}" for name, value in settings.items() if options.given(name))
        _show(course, result, bool(asked), seeds, given, lang, translate)
    if json_file is not None:
        _write_json(RunRecord(course.name, seeds[ids[0]], device, isolation), result, json_file, translate)
    return exit_code(result)


def exit_code(result: SubmissionResult) -> int:
    """Return 0 for full marks, 1 for less, 2 where the grader itself failed and so could not say."""
    statuses = {verdict.status for verdict in result.verdicts}
    return 2 if Status.GRADER_ERROR in statuses else 0 if statuses == {Status.PASSED} else 1


def _show(
    course: Course,
    result: SubmissionResult,
    asked: bool,
    seeds: dict[str, int],
    given: str,
    lang: str | None,
    translate: Translate,
) -> None:
    board = Board(Console(highlight=False, markup=False, emoji=False), translate)
    command = "make check EX={name}" + (f" LANG={lang}" if lang else "")
    if not asked:
        board.show(course, result)
        board.next_step(result, command)
    if course.released:
        board.say("These are the public examples. Your teacher grades with more: other inputs, and every rule of the statement.")
    shown = _worth_showing(result, asked)
    for verdict in shown:
        board.verdict(verdict)
    failed = [verdict for verdict in shown if verdict.status not in IDLE]
    if failed:
        names = " ".join(verdict.exercise.partition("/")[2] for verdict in failed)
        again = f".venv/bin/grader check {names} --seed {seeds[failed[0].exercise]}{given}"
        board.say("\nWith the same inputs again: {command}", command=again)
    if asked:
        board.console.print()
        board.after_one(course, result, command)


def _worth_showing(result: SubmissionResult, asked: bool) -> list[Verdict]:
    if asked:
        return list(result.verdicts)
    return [verdict for verdict in result.verdicts if verdict.status not in IDLE][:1]


def _write_json(record: RunRecord, result: SubmissionResult, path: Path, translate: Translate) -> None:
    data = results_json(record, [result], translate)
    if path == STANDARD_OUTPUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        options.write(path, data)

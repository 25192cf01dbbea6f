"""The learner's own files: judged in one judge, with a word on what is under way. Shared by check, hint and debug."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from grader.course.catalogue import load_course
from grader.results.memory import Memory
from grader.results.pool import Pool
from grader.results.source import Refused
from grader.results.submissions import read_folder
from grader.words.errors import UsageError
from grader.words.messages import Message, Translate
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult, Verdict

STUDENT = "you"


def judge_own(judge_options: JudgeOptions, translate: Translate) -> SubmissionResult:
    """Judge the learner's own files and remember the verdicts, those on examples aside.

    Raises:
        GraderError: nothing can be judged here.
    """
    submitted = own_files(judge_options)
    result = _judge(judge_options, submitted, translate)
    if not judge_options.examples:
        Memory(load_course(Path(judge_options.root))).keep(submitted, result, judge_options.seed)
    return result


def judge_what_changed(judge_options: JudgeOptions, translate: Translate) -> tuple[SubmissionResult, dict[str, int]]:
    """As `judge_own`, but files that are as they were when they were last judged keep their verdicts; also return the seeds.

    Raises:
        GraderError: nothing can be judged here.
    """
    submitted = own_files(judge_options)
    memory = Memory(load_course(Path(judge_options.root)))
    kept = {name: found for name in judge_options.exercises if (found := memory.settled(submitted, name)) is not None}
    changed = tuple(name for name in judge_options.exercises if name not in kept)
    judged: dict[str, Verdict] = {}
    if changed:
        result = _judge(msgspec.structs.replace(judge_options, exercises=changed), submitted, translate)
        memory.keep(submitted, result, judge_options.seed)
        judged = {verdict.exercise: verdict for verdict in result.verdicts}
    verdicts = tuple(judged[name] if name in judged else kept[name].verdict for name in judge_options.exercises)
    seeds = {name: kept[name].seed if name in kept else judge_options.seed for name in judge_options.exercises}
    return SubmissionResult(STUDENT, verdicts, submitted.messages), seeds


def _judge(judge_options: JudgeOptions, submitted: Submitted, translate: Translate) -> SubmissionResult:
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with console.status(translate("getting ready ...")) as status:

        def event(message: dict[str, Any]) -> None:
            if "started" in message:
                status.update(Message("checking {exercise} ...", {"exercise": str(message["started"])}).render(translate))

        asked = judge_options.exercises
        files = {name: text for name, text in submitted.files.items() if name in asked}
        problems = {name: problem for name, problem in submitted.problems.items() if name in asked}
        chosen = msgspec.structs.replace(submitted, files=files, problems=problems)
        return Pool(judge_options, judge_log(Path(judge_options.root))).judge_one(chosen, event)


def own_files(judge_options: JudgeOptions) -> Submitted:
    """Return the learner's files of the exercises asked for."""
    try:
        return read_folder(Path(judge_options.root) / "exercises", judge_options.exercises, STUDENT)
    except Refused as refused:
        raise UsageError(refused.reason.text, **refused.reason.parameters) from refused


def judge_log(root: Path) -> Path | None:
    """Return where the judge's own complaints go: away from the learner's screen, but kept."""
    log = root / ".torchkata" / "judge.log"
    with contextlib.suppress(OSError):
        log.parent.mkdir(exist_ok=True)
        log.write_bytes(b"")
        return log
    return None

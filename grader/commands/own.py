"""The learner's own files: judged in one judge, with a word on what is under way. Shared by check, hint and debug."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from grader.course.catalogue import load_course
from grader.results.judging import JudgeDied, JudgeFailed
from grader.results.kept import call_kept_judge
from grader.results.memory import Memory
from grader.results.pool import Pool
from grader.results.source import Refused
from grader.results.submissions import read_folder
from grader.words.errors import UsageError
from grader.words.messages import Message, Translate
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult

STUDENT = "you"
JUDGE_LOG = Path(".torchkata", "judge.log")
Seeds = dict[str, int]
"""The seed of each exercise's verdict."""


def judge_own(judge_options: JudgeOptions, translate: Translate, keep: bool = False) -> tuple[SubmissionResult, Seeds]:
    """Judge the learner's own files and remember the verdicts, those on examples aside.

    With `keep` the judge stays for the next question, and its seed counts, not that of the options.

    Raises:
        GraderError: nothing can be judged here.
    """
    submitted = own_files(judge_options)
    result, seed = _judge(judge_options, submitted, translate, keep)
    if not judge_options.examples:
        Memory(load_course(Path(judge_options.root))).keep(submitted, result, seed)
    return result, dict.fromkeys(judge_options.exercises, seed)


def judge_what_changed(judge_options: JudgeOptions, translate: Translate, keep: bool) -> tuple[SubmissionResult, Seeds]:
    """As `judge_own`, but files that are as they were when they were last judged keep their verdicts and seeds.

    Raises:
        GraderError: nothing can be judged here.
    """
    submitted = own_files(judge_options)
    memory = Memory(load_course(Path(judge_options.root)))
    kept = {name: found for name in judge_options.exercises if (found := memory.settled(submitted, name)) is not None}
    changed = tuple(name for name in judge_options.exercises if name not in kept)
    verdicts = {name: found.verdict for name, found in kept.items()}
    seeds = {name: found.seed for name, found in kept.items()}
    if changed:
        result, seed = _judge(msgspec.structs.replace(judge_options, exercises=changed), submitted, translate, keep)
        memory.keep(submitted, result, seed)
        verdicts |= {verdict.exercise: verdict for verdict in result.verdicts}
        seeds |= dict.fromkeys(changed, seed)
    in_order = tuple(verdicts[name] for name in judge_options.exercises)
    return SubmissionResult(STUDENT, in_order, submitted.messages), seeds


def _judge(judge_options: JudgeOptions, submitted: Submitted, translate: Translate, keep: bool) -> tuple[SubmissionResult, int]:
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with console.status(translate("getting ready ...")) as status:

        def event(message: dict[str, Any]) -> None:
            if "started" in message:
                status.update(Message("checking {exercise} ...", {"exercise": str(message["started"])}).render(translate))

        asked = judge_options.exercises
        files = {name: text for name, text in submitted.files.items() if name in asked}
        problems = {name: problem for name, problem in submitted.problems.items() if name in asked}
        chosen = msgspec.structs.replace(submitted, files=files, problems=problems)
        root = Path(judge_options.root)
        log = judge_log(root)
        with contextlib.suppress(JudgeDied, JudgeFailed):  # then one for these exercises alone tries
            if keep and (kept := call_kept_judge(judge_options, load_course(root), log)) is not None:
                with kept:
                    return kept.judge(msgspec.structs.replace(chosen, only=asked), event), kept.seed
        return Pool(judge_options, log).judge_one(chosen, event), judge_options.seed


def own_files(judge_options: JudgeOptions) -> Submitted:
    """Return the learner's files of the exercises asked for."""
    try:
        return read_folder(Path(judge_options.root) / "exercises", judge_options.exercises, STUDENT)
    except Refused as refused:
        raise UsageError(refused.reason.text, **refused.reason.parameters) from refused


def judge_log(root: Path) -> Path | None:
    """Return where the judge's own complaints go: away from the learner's screen, but kept."""
    log = root / JUDGE_LOG
    with contextlib.suppress(OSError):
        log.parent.mkdir(exist_ok=True)
        log.write_bytes(b"")
        return log
    return None

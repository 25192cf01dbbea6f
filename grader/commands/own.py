"""The learner's own files: judged in one judge, with a word on what is under way. Shared by check, hint and debug."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from rich.console import Console

from grader.course.catalogue import load_course
from grader.results.memory import Memory
from grader.results.pool import Pool
from grader.results.source import Refused
from grader.results.submissions import read_folder
from grader.words.errors import UsageError
from grader.words.messages import Message, Translate
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult

STUDENT = "you"


def judge_own(judge_options: JudgeOptions, translate: Translate) -> SubmissionResult:
    """Judge the learner's own files and remember the verdicts, those on examples aside.

    Raises:
        GraderError: nothing can be judged here.
    """
    submitted = own_files(judge_options)
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with console.status(translate("getting ready ...")) as status:

        def event(message: dict[str, Any]) -> None:
            if "started" in message:
                status.update(Message("checking {exercise} ...", {"exercise": str(message["started"])}).render(translate))

        result = Pool(judge_options, judge_log(Path(judge_options.root))).judge_one(submitted, event)
    if not judge_options.examples:
        Memory(load_course(Path(judge_options.root))).keep(submitted, result)
    return result


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

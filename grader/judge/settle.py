"""From what happened to what is said: endings and outcomes become one verdict, in one place. Judge's side.

The order of questions: did the grader work, did the program survive its limits, was the answer right.
"""

from __future__ import annotations

import msgspec

from grader.wire.frames import MAX_FRAME_BYTES
from grader.words.ending import MEBIBYTE, Ending, EndingKind, Limits
from grader.words.messages import Message
from grader.words.verdict import CriterionResult, Status

STATUS_OF_ENDING: dict[EndingKind, Status | None] = {
    EndingKind.STOPPED: None,
    EndingKind.WALL_TIME: Status.TIMEOUT,
    EndingKind.CPU_TIME: Status.TIMEOUT,
    EndingKind.MEMORY: Status.LIMIT,
    EndingKind.PROCESSES: Status.LIMIT,
    EndingKind.FILE_SIZE: Status.LIMIT,
    EndingKind.OUTPUT: Status.LIMIT,
    EndingKind.ANSWER: Status.LIMIT,
    EndingKind.SIGNAL: Status.CRASHED,
    EndingKind.EXITED: Status.CRASHED,
    EndingKind.PROTOCOL: Status.CRASHED,
    EndingKind.LOST: Status.GRADER_ERROR,
}
LIMIT_OF_EXCEPTION = {
    "memory": EndingKind.MEMORY,
    "processes": EndingKind.PROCESSES,
    "file_size": EndingKind.FILE_SIZE,
    "answer": EndingKind.ANSWER,
}
PRECEDENCE = (
    Status.GRADER_ERROR,
    Status.LIMIT,
    Status.TIMEOUT,
    Status.CRASHED,
    Status.ERROR,
    Status.FAILED,
    Status.PASSED,
)


class Outcome(msgspec.Struct):
    """What is known of one exercise after its criteria ran: results, endings on the way, an error at import."""

    results: list[CriterionResult] = []
    endings: list[Ending] = []
    import_error: tuple[Message, ...] = ()
    grader_error: tuple[Message, ...] = ()


def settle(outcome: Outcome) -> Status:
    """Return the status of a verdict; what weighs most decides."""
    found = {STATUS_OF_ENDING[ending.kind] for ending in outcome.endings} - {None}
    if outcome.grader_error:
        found.add(Status.GRADER_ERROR)
    if outcome.import_error:
        found.add(Status.ERROR)
    if any(result.passed is False for result in outcome.results):
        found.add(Status.FAILED)
    if any(result.passed is None and result.max_points for result in outcome.results):
        found.add(Status.FAILED)
    found.add(Status.PASSED)
    return next(status for status in PRECEDENCE if status in found)


def explain(ending: Ending, limits: Limits) -> Message:
    """Return what a learner or a teacher reads of an ending."""
    text, parameters = _EXPLANATIONS[ending.kind]
    facts: dict[str, str | int | float | bool | None] = {
        "wall": limits.wall_seconds,
        "cpu": limits.cpu_seconds,
        "memory": limits.memory_bytes // MEBIBYTE,
        "processes": limits.processes,
        "file": limits.file_bytes // MEBIBYTE,
        "output": limits.output_bytes // MEBIBYTE,
        "answer": MAX_FRAME_BYTES // MEBIBYTE,
        "code": ending.code,
        "detail": ending.detail,
    }
    if ending.kind is EndingKind.EXITED and ending.code == 0:
        text = "your code ended the process itself (os._exit or the like), so there is nothing to judge"
    return Message(text, {name: facts[name] for name in parameters})


_EXPLANATIONS: dict[EndingKind, tuple[str, tuple[str, ...]]] = {
    EndingKind.STOPPED: ("the run was stopped", ()),
    EndingKind.WALL_TIME: ("no answer within {wall} seconds: is there a loop that never ends, or a wait?", ("wall",)),
    EndingKind.CPU_TIME: ("more than {cpu} seconds of computing: is there a loop that never ends?", ("cpu",)),
    EndingKind.MEMORY: ("more than {memory} MiB of memory: is something growing without end?", ("memory",)),
    EndingKind.PROCESSES: ("more than {processes} processes or threads were started", ("processes",)),
    EndingKind.FILE_SIZE: ("a file larger than {file} MiB was written", ("file",)),
    EndingKind.OUTPUT: ("more than {output} MiB of output: is there a print inside a loop?", ("output",)),
    EndingKind.ANSWER: ("a result of more than {answer} MiB: is it larger than the task asks for?", ("answer",)),
    EndingKind.SIGNAL: (
        "the process died of signal {code} ({detail}): memory was used that is not there",
        ("code", "detail"),
    ),
    EndingKind.EXITED: ("your code ended the process itself with exit status {code}", ("code",)),
    EndingKind.PROTOCOL: ("the process sent bytes that are no answer: {detail}", ("detail",)),
    EndingKind.LOST: ("the grader lost the process; this is not your fault: {detail}", ("detail",)),
}

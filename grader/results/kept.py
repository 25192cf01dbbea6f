"""A learner's judge that stays: the next check finds it warm. It is called at a socket in the course's own folder. No torch."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import msgspec

from grader.course.catalogue import Course
from grader.results.document import RunRecord
from grader.results.judging import JUDGE_COMMAND, Judge, JudgeDied, judge_failed
from grader.results.units import DIGEST_CHARACTERS, digest_of_files, terms_of
from grader.words.submission import JudgeOptions

START_SECONDS = 120.0
GREETING_SECONDS = 0.5  # who is slower is busy with another question
PREFIX = "judge-"


class Busy(Exception):
    """The judge that stays is answering somebody else."""


class KeptJudge(Judge):
    """A caller's end of the line to a judge that stays; it has the judge's seed."""

    def __init__(self, line: socket.socket, seconds: float) -> None:
        self.line = line
        self.process = 0
        super().__init__(line.makefile("wb"), line.makefile("rb"))
        line.settimeout(seconds)
        message = self._receive()
        line.settimeout(None)
        if "error" in message:
            raise judge_failed(message)
        greeting = message["ready"]
        self.seed, self.process = int(greeting["seed"]), int(greeting["process"])

    def kill(self) -> None:
        """End the judge: what was asked of it is not wanted any more."""
        with contextlib.suppress(OSError):
            if self.process:
                os.kill(self.process, signal.SIGKILL)

    def close(self) -> None:
        """Hang up; the judge stays."""
        super().close()
        self.line.close()

    def __enter__(self) -> KeptJudge:
        """Ask it inside."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Hang up; who is interrupted wants no answer any more."""
        if kind is not None:
            self.kill()
        self.close()


def call_kept_judge(options: JudgeOptions, course: Course, log: Path | None) -> KeptJudge | None:
    """Call the judge that stays for this course and these options, whatever its seed; start it where there is none.

    None where it is busy, or where this system or this folder has no such sockets.

    Raises:
        JudgeFailed: nothing can be judged here.
        JudgeDied: it ended before it was ready.
    """
    folder = course.root / ".torchkata"
    if not hasattr(socket, "AF_UNIX"):
        return None
    options = msgspec.structs.replace(options, exercises=())  # whatever is asked next
    try:
        folder.mkdir(exist_ok=True)
        name = PREFIX + _terms(options, course)
        with contextlib.chdir(folder):  # a socket's address is short, a folder's need not be
            return _call(name) or _start(options, folder / name, log)
    except (OSError, Busy):
        return None


def _call(name: str) -> KeptJudge | None:
    line = socket.socket(socket.AF_UNIX)
    try:
        line.connect(name)
        return KeptJudge(line, GREETING_SECONDS)
    except TimeoutError:
        line.close()
        raise Busy from None
    except (FileNotFoundError, ConnectionError, JudgeDied):  # none, or one that ended just now
        line.close()
        return None


def _start(options: JudgeOptions, name: Path, log: Path | None) -> KeptJudge:
    for earlier in name.parent.glob(f"{PREFIX}*"):  # of another version of the course: it ends when it misses its name
        earlier.unlink()
    with socket.socket(socket.AF_UNIX) as listener, contextlib.ExitStack() as closing:
        mask = os.umask(0o077)
        try:
            listener.bind(name.name)
        finally:
            os.umask(mask)
        listener.listen()
        errors = closing.enter_context(log.open("ab")) if log else subprocess.DEVNULL
        process = subprocess.Popen(
            [*JUDGE_COMMAND, "--kept", str(listener.fileno()), str(name)],
            stdin=subprocess.PIPE, stdout=errors, stderr=errors, cwd=options.root,
            pass_fds=[listener.fileno()], start_new_session=True,
        )  # fmt: skip
        if process.stdin is not None:
            process.stdin.write(msgspec.json.encode(options) + b"\n")
            process.stdin.close()
        process.returncode = 0  # it stays: nobody here waits for it
        line = socket.socket(socket.AF_UNIX)
        line.connect(name.name)
    return KeptJudge(line, START_SECONDS)


def _terms(options: JudgeOptions, course: Course) -> str:
    record = RunRecord(course.name, 0, options.device, options.isolation)
    examples = digest_of_files(path for one in course.exercises if (path := course.examples(one)).exists())
    content = [terms_of(course, course.exercises, record), examples, sys.prefix]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:DIGEST_CHARACTERS]

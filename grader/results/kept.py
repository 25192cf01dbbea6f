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
GREETING_SECONDS = 0.5  # a judge that is slower is busy with another check
PREFIX = "judge-"


class Busy(Exception):
    """The judge that stays is answering somebody else."""


class KeptJudge(Judge):
    """A caller's end of the connection to a judge that stays; it has the judge's seed.

    Raises:
        JudgeDied: it ended before it was ready.
        JudgeFailed: it can't judge anything here.
        TimeoutError: it did not greet within these seconds.
    """

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        super().__init__(connection.makefile("wb"), connection.makefile("rb"))
        self.connection = connection
        self.process = 0
        try:
            connection.settimeout(seconds)
            message = self._receive()
            connection.settimeout(None)
            if "error" in message:
                raise judge_failed(message)
            self.seed, self.process = int(message["ready"]["seed"]), int(message["ready"]["process"])
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError, ConnectionError) as error:
            self.close()
            raise JudgeDied from error
        except BaseException:
            self.close()
            raise

    def kill(self) -> None:
        """End the judge: what was asked of it is not wanted any more."""
        with contextlib.suppress(OSError):
            if self.process:
                os.kill(self.process, signal.SIGKILL)

    def close(self) -> None:
        """Hang up; the judge stays."""
        super().close()
        self.connection.close()

    def __enter__(self) -> KeptJudge:
        """Return this judge."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Hang up; who is interrupted wants no answer any more."""
        if kind is not None:
            self.kill()
        self.close()


def call_kept_judge(options: JudgeOptions, course: Course, log: Path | None) -> KeptJudge | None:
    """Call the judge that stays for this course and these options, whatever its seed; start it where there is none.

    None where it is busy, or where this system or this folder has no such sockets. A `log` takes what it complains of.

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
            return _call(name, GREETING_SECONDS) or _start(options, folder / name, log)
    except (OSError, Busy):
        return None


def _call(name: str, seconds: float) -> KeptJudge | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(name)
    except (FileNotFoundError, ConnectionError):
        connection.close()
        return None
    try:
        return KeptJudge(connection, seconds)
    except TimeoutError:
        raise Busy from None
    except JudgeDied:  # it ended just now
        return None


def _start(options: JudgeOptions, address: Path, log: Path | None) -> KeptJudge | None:
    for earlier in address.parent.glob(f"{PREFIX}*"):  # of another version of the course: it ends when it misses its address
        earlier.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener, contextlib.ExitStack() as closing:
        mask = os.umask(0o077)
        try:
            listener.bind(address.name)
        finally:
            os.umask(mask)
        listener.listen()
        errors = closing.enter_context(log.open("ab")) if log else subprocess.DEVNULL
        process = subprocess.Popen(
            [*JUDGE_COMMAND, "--kept", str(listener.fileno()), str(address)],
            stdin=subprocess.PIPE, stdout=errors, stderr=errors, cwd=options.root,
            pass_fds=[listener.fileno()], start_new_session=True,
        )  # fmt: skip
        if process.stdin is not None:
            process.stdin.write(msgspec.json.encode(options) + b"\n")
            process.stdin.close()
        process.returncode = 0  # it stays: nobody here waits for it
    return _call(address.name, START_SECONDS)


def _terms(options: JudgeOptions, course: Course) -> str:
    record = RunRecord(course.name, 0, options.device, options.isolation)
    examples = digest_of_files(path for one in course.exercises if (path := course.examples(one)).exists())
    content = [terms_of(course, course.exercises, record), examples, sys.prefix]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:DIGEST_CHARACTERS]

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

from grader.course.catalogue import Course, load_course
from grader.results.document import RunRecord
from grader.results.judging import JUDGE_COMMAND, Judge, JudgeDied, judge_failed
from grader.results.units import DIGEST_CHARACTERS, digest_of_files, terms_of
from grader.words.submission import JudgeOptions

START_SECONDS = 120.0
GREETING_SECONDS = 0.5  # a judge that is slower is busy with another check
VARIABLES = ("CUDA_", "NVIDIA_", "OMP_", "MKL_", "OPENBLAS_", "PYTORCH_", "TORCH_", "PYTHON")  # what libraries listen to


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
        kind = f"judge-{options.device}-{options.isolation}-"
        name = kind + _terms(options, course)
        with contextlib.chdir(folder):  # a socket's address is short, a folder's need not be
            if (found := _call(name)) is not None:
                return found
            for earlier in Path().glob(f"{kind}*"):  # of another version of the course: it ends when it misses its address
                earlier.unlink(missing_ok=True)
            judge = _start(options, folder / name, log)
            if kind + _terms(options, load_course(course.root)) == name:
                return judge
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        with judge:
            judge.kill()  # the course was changed while it started: what it has read is not what its name says
        return None
    except (OSError, Busy):
        return None


def _call(name: str) -> KeptJudge | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(GREETING_SECONDS)
        connection.connect(name)
        return KeptJudge(connection, GREETING_SECONDS)
    except (FileNotFoundError, ConnectionError, JudgeDied):  # none, or one that ended just now
        connection.close()
        return None
    except (TimeoutError, BlockingIOError):
        connection.close()
        raise Busy from None


def _start(options: JudgeOptions, address: Path, log: Path | None) -> KeptJudge:
    with socket.socket(socket.AF_UNIX) as listener:
        mask = os.umask(0o077)
        try:
            listener.bind(address.name)
        finally:
            os.umask(mask)
        listener.listen()
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(address.name)  # the first in the line
            _run(options, listener, address, log)
            listener.close()  # while it is open here, the judge's end would not be seen
            return KeptJudge(connection, START_SECONDS)
        except BaseException:
            connection.close()
            raise


def _run(options: JudgeOptions, listener: socket.socket, address: Path, log: Path | None) -> None:
    identity = address.stat()
    arguments = map(str, (listener.fileno(), address, identity.st_dev, identity.st_ino))
    with log.open("ab") if log else contextlib.nullcontext(subprocess.DEVNULL) as errors:
        process = subprocess.Popen(
            [*JUDGE_COMMAND, "--kept", *arguments],
            stdin=subprocess.PIPE, stdout=errors, stderr=errors, cwd=options.root,
            pass_fds=[listener.fileno()], start_new_session=True,
        )  # fmt: skip
    if process.stdin is not None:
        process.stdin.write(msgspec.json.encode(options) + b"\n")
        process.stdin.close()
    process.returncode = 0  # it stays: nobody here waits for it


def _terms(options: JudgeOptions, course: Course) -> str:
    """Return a digest of all that a verdict rests on, and of who can be called from here: a folder may be shared by machines."""
    record = RunRecord(course.name, 0, options.device, options.isolation)
    examples = digest_of_files(path for one in course.exercises if (path := course.examples(one)).exists())
    here = [sys.prefix, socket.gethostname()]
    with contextlib.suppress(OSError):
        here.append(os.readlink("/proc/self/ns/pid"))
    environment = sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith(VARIABLES))
    content = [terms_of(course, course.exercises, record), examples, here, environment]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:DIGEST_CHARACTERS]

"""A judge in a process of its own: options and submissions go in, events and results come out. No torch."""

from __future__ import annotations

import abc
import contextlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import msgspec

from grader.results.watchdog import Watchdog
from grader.words.errors import GraderError
from grader.words.messages import Message
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult, Verdict

JUDGE_COMMAND = (sys.executable, "-m", "grader.judge_process")
PATIENCE_SECONDS = 1800.0  # without an event: the judge hangs; its own limits are far below

Event = Callable[[dict[str, Any]], None]


def ignore(event: dict[str, Any]) -> None:
    """Do nothing."""


class JudgeFailed(GraderError):
    """The judge said why it can't judge at all; `exit_code` is the judge's."""

    def __init__(self, message: Message, code: int) -> None:
        super().__init__(message.text, **message.parameters)
        self.message = message
        self.exit_code = code  # type: ignore[misc]


def judge_failed(event: dict[str, Any]) -> JudgeFailed:
    """Return what an "error" event says, to be raised."""
    return JudgeFailed(msgspec.convert(event["error"], Message), int(event["code"]))


class JudgeDied(Exception):
    """The judge ended in the middle of a submission."""


class Judge(abc.ABC):
    """A judge at the other end of two streams: give it a submission, get a result."""

    def __init__(self, requests: IO[bytes], events: IO[bytes], patience: float = PATIENCE_SECONDS) -> None:
        self.requests, self.events = requests, events
        self.watchdog = Watchdog(patience, self.kill)

    def judge(self, submitted: Submitted, event: Event = ignore, seen: dict[str, Verdict] | None = None) -> SubmissionResult:
        """Return the result of one submission; `event` is told of exercises on the way, `seen` collects the verdicts.

        Raises:
            JudgeFailed: the judge can't judge anything here.
            JudgeDied: it ended, fell silent, or said what no judge says.
        """
        self._send(submitted)
        try:
            while True:
                message = self._receive()
                if "error" in message:
                    raise judge_failed(message)
                if "verdict" in message and seen is not None:
                    verdict = msgspec.convert(message["verdict"], Verdict)
                    seen[verdict.exercise] = verdict
                if "result" in message:
                    return self._result(message["result"], submitted)
                event(message)
        except (msgspec.ValidationError, msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
            raise JudgeDied from error

    def _result(self, content: object, submitted: Submitted) -> SubmissionResult:
        result = msgspec.convert(content, SubmissionResult)
        if result.student != submitted.student:  # never one student's marks under another's name
            raise JudgeDied
        return result

    def _receive(self) -> dict[str, Any]:
        try:
            with self.watchdog.waiting():
                line = self.events.readline()
        except ConnectionError as error:
            raise JudgeDied from error
        if not line:
            raise JudgeDied
        return msgspec.json.decode(line, type=dict[str, Any])

    def _send(self, value: object) -> None:
        with contextlib.suppress(ConnectionError):  # its last words are still to be read
            self.requests.write(msgspec.json.encode(value) + b"\n")
            self.requests.flush()

    @abc.abstractmethod
    def kill(self) -> None:
        """End the judge at once; what it runs ends with it."""

    def close(self) -> None:
        """Hang up."""
        self.watchdog.close()
        with contextlib.suppress(ConnectionError):
            self.requests.close()
        self.events.close()


class JudgeProcess(Judge):
    """A judge that is started for this, and ends with it."""

    def __init__(
        self,
        options: JudgeOptions,
        command: tuple[str, ...] = JUDGE_COMMAND,
        log: Path | None = None,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        with log.open("ab") if log else contextlib.nullcontext() as errors:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=options.root
            )
        if self.process.stdin is None or self.process.stdout is None:
            raise JudgeDied
        super().__init__(self.process.stdin, self.process.stdout, patience)
        self._send(options)

    def kill(self) -> None:
        """End the judge at once; what it runs ends with it."""
        self.process.kill()

    def close(self) -> None:
        """Let the judge end; kill it if it does not."""
        self.watchdog.close()
        with contextlib.suppress(BrokenPipeError):
            self.requests.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.events.close()

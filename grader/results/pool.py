"""Judges in processes of their own, fed by threads; one that dies costs one submission a second try. No torch."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from grader.words.errors import GraderError, InternalError
from grader.words.messages import Message
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, SubmissionResult, Verdict

TRIES = 2
JUDGE_COMMAND = (sys.executable, "-m", "grader.judge")


class JudgeFailed(GraderError):
    """The judge said why it can't judge at all; `exit_code` is the judge's."""

    def __init__(self, message: Message, code: int) -> None:
        super().__init__(message.text, **message.parameters)
        self.exit_code = code  # type: ignore[misc]


class JudgeDied(Exception):
    """The judge ended in the middle of a submission."""


class JudgeProcess:
    """One judge: give it a submission, get a result."""

    def __init__(self, options: JudgeOptions, command: tuple[str, ...] = JUDGE_COMMAND) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=options.root)
        self._send(options)

    def judge(self, submitted: Submitted, event: Callable[[dict[str, Any]], None] = lambda event: None) -> SubmissionResult:
        """Return the result of one submission; `event` is told of exercises and verdicts on the way.

        Raises:
            JudgeFailed: the judge can't judge anything here.
            JudgeDied: it ended without a word.
        """
        self._send(submitted)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                message = msgspec.json.decode(line)
            except msgspec.DecodeError:
                break
            if "error" in message:
                raise JudgeFailed(msgspec.convert(message["error"], Message), message["code"])
            if "result" in message:
                return msgspec.convert(message["result"], SubmissionResult)
            event(message)
        raise JudgeDied

    def _send(self, value: object) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # its last words are still to be read
            self.process.stdin.write(msgspec.json.encode(value) + b"\n")
            self.process.stdin.flush()

    def close(self) -> None:
        """Let the judge end; kill it if it does not."""
        assert self.process.stdin is not None and self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def grade_all(
    options: JudgeOptions,
    submissions: Iterable[Submitted],
    jobs: int,
    done: Callable[[Submitted, SubmissionResult], None],
    command: tuple[str, ...] = JUDGE_COMMAND,
) -> None:
    """Judge submissions in `jobs` processes; `done` is called in this thread, as results come.

    Raises:
        JudgeFailed: nothing can be judged here (no sandbox, a broken suite).
    """
    waiting: queue.SimpleQueue[Submitted | None] = queue.SimpleQueue()
    results: queue.SimpleQueue[tuple[Submitted, SubmissionResult | BaseException]] = queue.SimpleQueue()
    count = 0
    for submitted in submissions:
        waiting.put(submitted)
        count += 1
    jobs = min(jobs, count)
    for _ in range(jobs):
        waiting.put(None)
    threads = [threading.Thread(target=_feed, args=(options, waiting, results, command), daemon=True) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    for _ in range(count):
        submitted, result = results.get()
        if isinstance(result, BaseException):
            raise result
        done(submitted, result)
    for thread in threads:
        thread.join()


def _feed(
    options: JudgeOptions,
    waiting: queue.SimpleQueue[Submitted | None],
    results: queue.SimpleQueue[tuple[Submitted, SubmissionResult | BaseException]],
    command: tuple[str, ...],
) -> None:
    judge: JudgeProcess | None = None
    while (submitted := waiting.get()) is not None:
        try:
            judge, result = _try(judge, options, submitted, command)
        except GraderError as error:
            results.put((submitted, error))
        except Exception as error:
            results.put((submitted, InternalError("the pool of judges failed: {text}", text=repr(error))))
        else:
            results.put((submitted, result))
    if judge is not None:
        judge.close()


def _try(
    judge: JudgeProcess | None, options: JudgeOptions, submitted: Submitted, command: tuple[str, ...]
) -> tuple[JudgeProcess | None, SubmissionResult]:
    for _ in range(TRIES):
        judge = judge or JudgeProcess(options, command)
        try:
            return judge, judge.judge(submitted)
        except JudgeDied:
            judge.close()
            judge = None
    return None, lost(submitted)


def lost(submitted: Submitted) -> SubmissionResult:
    """Return the result of a submission that no judge survived: our fault, never a wrong mark."""
    reason = Message("the grader itself failed on this submission, twice; the files are kept, please report this")
    exercises = [*submitted.files, *(exercise for exercise in submitted.problems if exercise not in submitted.files)]
    verdicts = tuple(Verdict(exercise, Status.GRADER_ERROR, 0.0, 0.0, 0.0, (reason,)) for exercise in exercises)
    return SubmissionResult(submitted.student, verdicts, (*submitted.messages, reason))

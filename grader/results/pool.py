"""Judges in processes of their own, fed by threads; one that dies costs one submission a second try. No torch."""

from __future__ import annotations

import abc
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.results.judging import JUDGE_COMMAND, Event, JudgeDied, JudgeProcess, ignore
from grader.words.errors import GraderError, InternalError
from grader.words.messages import Message
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, SubmissionResult, Verdict

TRIES = 2


class Choice(Iterator[Sequence[Submitted]]):
    """Batches that know which judge they are for."""

    def __next__(self) -> Sequence[Submitted]:
        """Return the next batch for whichever judge comes."""
        batch = self.next_for(None)
        if batch is None:
            raise StopIteration
        return batch

    @abc.abstractmethod
    def next_for(self, judge: int | None) -> Sequence[Submitted] | None:
        """Return the next batch for the judge of this number, or for whichever comes.

        None where nothing is left for it, now and later: every unit that is left then belongs to a judge that was not told so.
        """


def next_batch(source: Iterator[Sequence[Submitted]], judge: int | None) -> Sequence[Submitted] | None:
    """Return the batch that this judge is to get, where the source has a choice; None where nothing is left for it."""
    return source.next_for(judge) if isinstance(source, Choice) else next(source, None)


@dataclass
class Pool:
    """How judges are started; `log` takes what they write to their standard error."""

    options: JudgeOptions
    log: Path | None = None
    command: tuple[str, ...] = JUDGE_COMMAND
    stopped: bool = False
    _judges: set[JudgeProcess] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def judge_one(self, submitted: Submitted, event: Event = ignore) -> SubmissionResult:
        """Judge one submission in a judge of its own.

        Raises:
            JudgeFailed: nothing can be judged here (no sandbox, a broken suite).
        """
        try:
            judge, result = self._try(None, submitted, event)
            if judge is not None:
                self._end(judge)
            return result
        finally:
            self.stop()
            self._bury()

    def grade_all(
        self, batches: Iterable[Sequence[Submitted]], jobs: int, done: Callable[[Submitted, SubmissionResult], None]
    ) -> None:
        """Judge submissions in `jobs` processes; batches are read as they are needed, under a lock, by any thread.

        A batch goes to one judge as a whole: what it learns of an exercise's mistakes serves the rest of the batch, and of
        the batches that a `Choice` gives it.

        `done` is called in this thread, as results come. However this ends, the judges have ended before.

        Raises:
            JudgeFailed: nothing can be judged here (no sandbox, a broken suite).
        """
        results: Results = queue.SimpleQueue()
        source = iter(batches)
        threads = [threading.Thread(target=self._feed, args=(source, number, results), daemon=True) for number in range(jobs)]
        for thread in threads:
            thread.start()
        try:
            feeding = jobs
            while feeding:
                item = results.get()
                if item is None:
                    feeding -= 1
                elif isinstance(item, Exception):
                    raise item
                else:
                    done(*item)
        finally:
            self.stop()
            for thread in threads:
                thread.join()
            self._bury()

    def stop(self) -> None:
        """Kill the judges that are left; their workers go with them."""
        with self._lock:
            self.stopped = True
            for judge in self._judges:
                judge.kill()

    def _bury(self) -> None:
        for judge in list(self._judges):
            self._end(judge)

    def _feed(self, source: Iterator[Sequence[Submitted]], number: int, results: Results) -> None:
        judge: JudgeProcess | None = None
        try:
            while (batch := self._next(source, number)) is not None:
                for submitted in batch:
                    if not self.stopped:
                        judge, result = self._try(judge, submitted, ignore)
                        results.put((submitted, result))
            if judge is not None:
                self._end(judge)
        except GraderError as error:
            results.put(error)
        except Exception as error:
            results.put(InternalError("the pool of judges failed: {text}", text=repr(error)))
        finally:
            results.put(None)

    def _next(self, source: Iterator[Sequence[Submitted]], number: int) -> Sequence[Submitted] | None:
        with self._lock:
            return None if self.stopped else next_batch(source, number)

    def _start(self) -> JudgeProcess:
        judge = JudgeProcess(self.options, self.command, self.log)
        with self._lock:
            self._judges.add(judge)
            if self.stopped:
                judge.kill()
        return judge

    def _end(self, judge: JudgeProcess) -> None:
        judge.close()
        with self._lock:
            self._judges.discard(judge)

    def _try(
        self, judge: JudgeProcess | None, submitted: Submitted, event: Event
    ) -> tuple[JudgeProcess | None, SubmissionResult]:
        seen: dict[str, Verdict] = {}
        for _ in range(TRIES):
            judge = judge or self._start()
            try:
                return judge, judge.judge(submitted, event, seen)
            except JudgeDied:
                self._end(judge)
                judge = None
            if self.stopped:
                break
        return None, lost(submitted, seen)


Results = queue.SimpleQueue[tuple[Submitted, SubmissionResult] | Exception | None]


def lost(submitted: Submitted, seen: dict[str, Verdict]) -> SubmissionResult:
    """Return the result of a submission that no judge survived: what was seen of it, the rest our fault, never a wrong mark."""
    text = "the grader itself failed on this submission, also when it was tried again; the files are kept, please report this"
    reason = Message(text)
    verdicts = tuple(
        seen.get(exercise) or Verdict(exercise, Status.GRADER_ERROR, 0.0, 0.0, 0.0, (reason,))
        for exercise in (submitted.files | dict.fromkeys(submitted.problems))
    )
    return SubmissionResult(submitted.student, verdicts, (*submitted.messages, reason))


def available_cores() -> int:
    """Return the cores that this process may use: of the machine, of its affinity, of its container's share."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return max(1, min(cores, int(quota) // int(period)))
    except (OSError, ValueError):  # no such share, or "max"
        return cores

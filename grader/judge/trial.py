"""One exercise of one submission: a worker, the suite's criteria one after the other, an outcome. Judge's side."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import pytest

from grader.judge.failure import Failure, NotYet, Raised
from grader.judge.line import Line, OutOfStep
from grader.judge.memo import Memo, Settled
from grader.judge.seeds import derive_seed
from grader.judge.settle import Outcome, explain
from grader.judge.suite import Criterion
from grader.judge.transcript import Transcript
from grader.judge.workers import Workers
from grader.sandbox.process import WorkerEnded
from grader.wire.generators import seed_generators
from grader.words.ending import Ending, EndingKind
from grader.words.messages import Message, Parameter
from grader.words.picture import Picture
from grader.words.verdict import CriterionResult, base_name

SEARCHED_CRITERIA = 3  # no more are shown in full; a search takes a tenth of a second

OUT_OF_STEP = "%s, %s: asks other questions after the same answers; a suite should depend on the run's seed alone"  # the log's
LOGGER = logging.getLogger(__name__)

RunItem = Callable[[pytest.Function, "Trial"], BaseException | None]


@dataclass(kw_only=True)
class Trial(Workers):
    """Runs one suite against one source text."""

    seed: int = 0
    search: bool = True  # whether a failure is followed by a search for a smaller case
    only: frozenset[str] | None = None  # base names of the criteria to run; None for all
    memo: Memo = field(default_factory=Memo)  # what other files were judged to be
    transcripts: dict[str, Transcript] = field(default_factory=dict)
    missing: dict[str, tuple[Message, ...]] = field(default_factory=dict)  # names that the file lacks, and what is said of it

    def run(self, run_item: RunItem) -> Outcome:
        """Run every criterion; what can't be run is listed all the same."""
        self.preload()
        self.open()
        for criterion in self.suite.criteria:
            if self.only is None or base_name(criterion.name) in self.only:
                self.outcome.results.append(self._result(criterion, run_item))
        self.close()
        return self.outcome

    def _result(self, criterion: Criterion, run_item: RunItem) -> CriterionResult:
        if criterion.cuda and not any(name.startswith("cuda") for name in self.devices):
            return criterion.result(None, Message("not run: this machine has no GPU"))
        if self.outcome.import_error:
            return criterion.result(None, Message("not run: the file does not import"))
        if criterion.alone or self.line is None:
            self.close()
            if not self.open() or self.line is None:
                return criterion.result(None, Message("not run: an earlier criterion ended the process"))
        key = self.memo.start(self.seed, self.exercise, criterion.item.name, self.searches)
        early = self._ended_early(criterion, self.line)
        settled = self._recalled(key, self.line) if early is None else None
        self.line.end_search()
        settled = settled or self._settled(criterion, run_item, early, key)
        if settled.transcript is not None:
            self.transcripts[criterion.name] = settled.transcript
        if settled.missing is not None:
            self.missing.setdefault(*settled.missing)
        result = settled.result
        if criterion.alone or self.line is None or self.line.worker.ending is not None:
            self.close()
        return result

    @property
    def searches(self) -> bool:
        """Whether the next failure is followed by a search for a smaller case."""
        return self.search and len(self.transcripts) < SEARCHED_CRITERIA

    def _recalled(self, key: bytes, line: Line) -> Settled | None:
        """Ask what was asked of others while the answers are theirs; the result where they are so to the end."""
        while (entry := self.memo.look(key)) is not None:
            if isinstance(entry, Settled):
                return entry
            if (answer := line.follow(entry)) is None:
                break
            key = self.memo.after(key, entry.request, answer)
        return None

    def _settled(self, criterion: Criterion, run_item: RunItem, early: WorkerEnded | None, key: bytes) -> Settled:
        """Run the criterion, and remember what came of it where that depends on the worker's answers alone."""
        faults = len(self.outcome.endings), self.outcome.grader_error
        error = early or self._run(criterion, run_item)
        steady = not isinstance(error, OutOfStep) and not (self.line and self.line.given)
        if not steady:
            error = self._begin_again(criterion, run_item, key)
        if self.was_crowded_out(error) and self.try_with_patience() and self.line is not None:
            error = self._ended_early(criterion, self.line) or self._run(criterion, run_item)
        settled = self._judged(criterion, error)
        line = self.line
        steady = steady and faults == (len(self.outcome.endings), self.outcome.grader_error)
        if steady and line is not None and line.worker.ending is None and line.path is not None:
            self.memo.keep(key, line.path, settled)
        return settled

    def _begin_again(self, criterion: Criterion, run_item: RunItem, key: bytes) -> BaseException | None:
        """Run a criterion in a fresh worker, without what is remembered of it."""
        LOGGER.warning(OUT_OF_STEP, self.exercise, criterion.name)
        self.memo.distrust(key)
        self.close(counted=False)
        self.opened -= 1
        if not self.open() or self.line is None:
            raise RuntimeError("a worker could not be started again")
        return self._ended_early(criterion, self.line) or self._run(criterion, run_item)

    def _run(self, criterion: Criterion, run_item: RunItem) -> BaseException | None:
        """Run a criterion's function; what it draws, also without a seed of its own, depends on the run's seed."""
        seed_generators(derive_seed(self.seed, self.exercise, criterion.name, "judge"))
        return run_item(criterion.item, self)

    def _ended_early(self, criterion: Criterion, line: Line) -> WorkerEnded | None:
        """Begin a criterion: what the file draws, also without a seed of its own, depends on the run's seed."""
        try:
            line.begin(derive_seed(self.seed, self.exercise, criterion.name, "worker"))
        except WorkerEnded as ended:  # of something that an earlier call left behind
            return ended
        return None

    def _judged(self, criterion: Criterion, error: BaseException | None) -> Settled:
        missing = (error.missing_name, error.said()) if isinstance(error, Raised) and error.is_missing_name else None
        result = self._result_of(criterion, error)
        if result.passed is not False or self.line is None:
            return Settled(result, missing=missing)
        self.line.transcript.freeze()
        return Settled(result, self.line.transcript, missing)

    def _result_of(self, criterion: Criterion, error: BaseException | None) -> CriterionResult:
        if error is None:
            return criterion.result(True)
        call = self.line.call_messages() if self.line else ()
        if isinstance(error, NotYet):
            return criterion.result(False, *error.messages, *call[:1], hinted=False)
        if isinstance(error, Failure):
            return criterion.result(False, *error.messages, *call, picture=self._picture(error))
        if isinstance(error, Raised) and error.is_missing_name:
            lacks = Message("not looked at: the file defines no `{name}`", {"name": error.missing_name})
            return criterion.result(False, lacks, hinted=False)
        if isinstance(error, Raised):
            return criterion.result(False, *self.said_of(error), hinted=not error.explains_itself)
        if isinstance(error, WorkerEnded):
            return criterion.result(False, self._ended(error.ending, criterion), hinted=False)
        if _raised_by_us(error):
            self.outcome.grader_error += (Message("{type}: {text}", {"type": type(error).__name__, "text": str(error)[:500]}),)
            return criterion.result(None, Message("not judged: the grader failed here; this is not your fault"))
        said: dict[str, Parameter] = {"type": type(error).__name__, "text": str(error)[:300]}
        unusable = Message("what your code returned can't be used as the task says ({type}: {text})", said)
        return criterion.result(False, unusable, *call)

    def _picture(self, failure: Failure) -> Picture | None:
        """Return what a page draws of a difference, with the call that gave it."""
        picture = failure.draw() if failure.draw else None
        last = self.line.last_call if self.line else None
        if picture is None or last is None:
            return picture
        return msgspec.structs.replace(picture, call=last.messages()[0], inputs=last.inputs())

    def _ended(self, ending: Ending, criterion: Criterion) -> Message:
        ending = self.without_patience(ending)
        if (
            not criterion.alone or ending.kind is EndingKind.LOST
        ):  # a worker that dies while watched fails that criterion, no more
            self.outcome.endings.append(ending)
        allowed = self.line.worker.limits.wall_seconds if self.line else self.limits.wall_seconds
        least = min(allowed, self.limits.wall_seconds)  # a crowded machine gave it more: what is said does not depend on that
        return explain(ending, msgspec.structs.replace(self.limits, wall_seconds=least))


def _raised_by_us(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
    return module.startswith("grader.") and not module.startswith(("grader.judge.comparison", "grader.judge.describe"))

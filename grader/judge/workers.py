"""The workers of one trial, one at a time: opened with the time that is left, replaced, closed. Judge's side."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

import msgspec

from grader.judge.failure import Raised
from grader.judge.line import Line
from grader.judge.proxies import build_remote, keep_reference
from grader.judge.settle import LIMIT_OF_EXCEPTION, Outcome, explain
from grader.judge.suite import Suite
from grader.sandbox.level import Launcher, check_walls
from grader.sandbox.process import GREETING_SECONDS, WorkerEnded
from grader.words.ending import Ending, EndingKind, Limits
from grader.words.errors import InternalError, SandboxUnavailable
from grader.words.messages import Message

FRESH_WORKERS = 3
LEAST_SECONDS = 1.0
BUDGET_TIMES = 2.0
CROWDED_SHARE = 0.25  # of the wall time spent waiting for a core: a time-out says nothing then
PATIENCE_TIMES = 4.0
PRELOADS = {
    "torchvision": ("torchvision", "torchvision.transforms"),
    "optim": ("torch._dynamo",),  # building an optimizer imports it: a second, once
    "watched": ("torch._dynamo",),  # so does the first operation under a dispatch mode,
    "meta": ("torch._dynamo",),  # and some on the meta device
    "tensorboard": ("torch.utils.tensorboard",),
}
PRELOAD_NAMES = re.compile(rf"\b({'|'.join(PRELOADS)})\b")


@dataclass(kw_only=True)
class Workers:
    """Opens workers that have the learner's file loaded; `line` is the current one's, None where there is none.

    What keeps one from loading the file goes into `outcome`.
    """

    suite: Suite
    launcher: Launcher
    limits: Limits
    source: str
    exercise: str
    devices: frozenset[str]
    line: Line | None = None
    opened: int = 0
    seconds_used: float = 0.0
    patience_used: bool = False
    output: str = ""
    walls: tuple[str, ...] = ()
    outcome: Outcome = field(default_factory=Outcome)

    def preload(self) -> None:
        """Have the libraries that the file or the suite names imported once, before workers are forked."""
        ours = _libraries_of_ours(self.suite.source) | _libraries_of_ours(self.suite.props_source or "")
        self.launcher.preload(ours | _libraries_of(self.source))

    def open(self, patience: float = 1.0) -> bool:
        """Start a worker and load the file; False where there were too many already, or the file does not load.

        Raises:
            InternalError: a worker did not start in time.
            SandboxUnavailable: its walls can't be built here.
        """
        if self.opened >= FRESH_WORKERS + sum(criterion.alone for criterion in self.suite.criteria) or self.outcome.import_error:
            return False
        self.opened += 1
        line = Line(self.launcher.start(self._limits_now(patience)), self.devices, build_remote, keep_reference)
        greeted = False
        try:
            self.walls = line.greeting() + self.launcher.outer_walls
            greeted = True
            check_walls(self.launcher.level, self.walls)
            self.line = line
            name = self.exercise.rpartition("/")[2]
            if self.suite.props_source is not None:
                line.ask("props", source=self.suite.props_source, name=f"{name}_props")
            line.ask("load", source=self.source, name=name, file_name=f"{self.exercise}.py")
        except Raised as raised:
            self.outcome.import_error = self.said_of(raised)
        except WorkerEnded as ended:
            if greeted and not self.patience_used and self.was_crowded_out(ended):
                return self.try_with_patience()
            ending = self.without_patience(ended.ending)
            self.outcome.import_error = (explain(ending, self.limits),)
            if not greeted and ended.ending.kind is EndingKind.WALL_TIME:
                raise InternalError(
                    "a worker did not start within {seconds} seconds: the machine is very busy. Try again later.",
                    seconds=int(GREETING_SECONDS),
                ) from None
            if not greeted:  # it never got as far as the learner's file
                raise SandboxUnavailable(
                    "a worker's walls can't be built here: {detail}. Run `grader doctor` to see what this machine lacks.",
                    detail=line.worker.output.text()[-500:] or str(ended),
                ) from None
            self.outcome.endings.append(ending)
        else:
            return True
        self.close()
        return False

    def close(self, counted: bool = True) -> None:
        """End the worker, if there is one; with `counted` its time counts against the budget of them all."""
        if self.line is not None:
            self.line.end()
            self.seconds_used += counted * (self.line.worker.limits.wall_seconds - self.line.worker.seconds_left)
            text = self.line.worker.output.text()
            self.output = self.output or text
            self.line = None

    def try_with_patience(self) -> bool:
        """Open a worker with more time, once for an exercise: who crowds itself out must not have it again and again."""
        if self.patience_used:
            return False
        self.patience_used = True
        self.close(counted=False)
        self.opened -= 1
        return self.open(PATIENCE_TIMES)

    def was_crowded_out(self, error: BaseException | None) -> bool:
        """Return whether a time-out may be the machine's fault: the worker wanted to run and got no core."""
        if not isinstance(error, WorkerEnded) or error.ending.kind is not EndingKind.WALL_TIME or self.line is None:
            return False
        return error.ending.waited > CROWDED_SHARE * self.line.worker.limits.wall_seconds

    def said_of(self, error: Raised) -> tuple[Message, ...]:
        """Return what is said of an exception; one that a limit brought about names the limit first."""
        kind = LIMIT_OF_EXCEPTION.get(error.limit)
        if kind is None:
            return error.messages()
        self.outcome.endings.append(Ending(kind))
        return (explain(Ending(kind), self.limits), *error.messages())

    def without_patience(self, ending: Ending) -> Ending:
        """Return how it would have ended with the usual time: where there is more, the CPU limit may speak first."""
        patient = self.line is not None and self.line.worker.limits.wall_seconds > self.limits.wall_seconds
        if patient and ending.kind is EndingKind.CPU_TIME:
            return msgspec.structs.replace(ending, kind=EndingKind.WALL_TIME)
        return ending

    def _limits_now(self, patience: float = 1.0) -> Limits:
        """Give less time after each time-out, and all workers together no more than twice the limit.

        A loop that never ends, or one worker after the other that dies just before, must not cost the limit again and again.
        """
        late = sum(ending.kind in (EndingKind.WALL_TIME, EndingKind.CPU_TIME) for ending in self.outcome.endings)
        left = BUDGET_TIMES * self.limits.wall_seconds - self.seconds_used
        seconds = max(min(self.limits.wall_seconds / 4**late, left), LEAST_SECONDS)
        seconds = seconds if patience == 1.0 else patience * self.limits.wall_seconds
        return msgspec.structs.replace(self.limits, wall_seconds=seconds)


def _libraries_of(text: str) -> frozenset[str]:
    return frozenset(name for word in PRELOAD_NAMES.findall(text) for name in PRELOADS[word])


_libraries_of_ours = functools.lru_cache(maxsize=256)(_libraries_of)  # suites and props: the same texts for every file

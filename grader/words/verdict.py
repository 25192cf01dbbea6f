"""What the judge says: results of criteria, verdicts of exercises, results of submissions. No torch."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from grader.words.messages import Message, Parameter
from grader.words.picture import Picture


class Status(StrEnum):
    """How an exercise ended, as `results.json` writes it."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_STARTED = "not_started"
    MISSING = "missing"
    ERROR = "error"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    LIMIT = "limit"
    GRADER_ERROR = "grader_error"


LOOKS = {
    Status.PASSED: ("✔", "passed"),
    Status.FAILED: ("✘", "failed"),
    Status.NOT_STARTED: ("·", "not started"),
    Status.MISSING: ("?", "file is missing"),
    Status.ERROR: ("✘", "does not import"),
    Status.TIMEOUT: ("✘", "ran out of time"),
    Status.CRASHED: ("✘", "crashed"),
    Status.LIMIT: ("✘", "over a limit"),
    Status.GRADER_ERROR: ("!", "the grader failed"),
}
"""A symbol and words for each status, the same on the terminal and on pages: never colour alone."""

CUDA_SUFFIX = "[cuda]"
"""How the name of a criterion's run on a GPU ends."""


def base_name(criterion: str) -> str:
    """Return a criterion's name without the device that it ran on."""
    return criterion.removesuffix(CUDA_SUFFIX)


class Fault(StrEnum):
    """Whose fault it is that points are missing."""

    NOBODY = "nobody"
    LEARNER = "learner"
    AUTHOR = "author"
    GRADER = "grader"


FAULTS: dict[Status, Fault] = {
    Status.PASSED: Fault.NOBODY,
    Status.FAILED: Fault.LEARNER,
    Status.NOT_STARTED: Fault.LEARNER,
    Status.MISSING: Fault.LEARNER,
    Status.ERROR: Fault.LEARNER,
    Status.TIMEOUT: Fault.LEARNER,
    Status.CRASHED: Fault.LEARNER,
    Status.LIMIT: Fault.LEARNER,
    Status.GRADER_ERROR: Fault.GRADER,
}


class CriterionResult(msgspec.Struct, frozen=True):
    """One criterion of a suite; `passed` is None where it was not run, and `messages` say why.

    `hints` are a ladder: the idea, the rule, a tiny worked example. `script` repeats the failing case in plain Python,
    `picture` holds its numbers where they are arrays.
    """

    name: str
    title: Message
    passed: bool | None
    points: float
    max_points: float
    messages: tuple[Message, ...] = ()
    hints: tuple[Message, ...] = ()
    misconception: str | None = None
    script: str = ""
    picture: Picture | None = None


class Cause(msgspec.Struct, frozen=True):
    """A misconception that explains failed criteria: what is believed, the rule instead, and where else it would fit.

    `slug` names the mistake, `also` the beliefs of others that give the same results on what was asked.
    """

    slug: str
    belief: Message
    rule: Message
    criteria: tuple[str, ...]
    also: tuple[Message, ...] = ()

    @property
    def explanation(self) -> Message:
        """The sentence that names it."""
        facts: dict[str, Parameter] = {"belief": self.belief, "rule": self.rule}
        if not self.also:
            return Message("your result is what you get when {belief}; {rule}", facts)
        return Message("your result is what you get when {belief} (or when {other}); {rule}", {**facts, "other": self.also[0]})


class Verdict(msgspec.Struct, frozen=True):
    """What the judge says of one exercise of one submission; `seconds` is the wall time that it took."""

    exercise: str
    status: Status
    points: float
    max_points: float
    seconds: float
    messages: tuple[Message, ...] = ()
    criteria: tuple[CriterionResult, ...] = ()
    output: str = ""
    walls: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def fault(self) -> Fault:
        """Whose fault it is that points are missing."""
        return FAULTS[self.status]


class SubmissionResult(msgspec.Struct, frozen=True):
    """All verdicts of one student's files, in the course's order."""

    student: str
    verdicts: tuple[Verdict, ...]
    messages: tuple[Message, ...] = ()

    @property
    def points(self) -> float:
        """The points earned."""
        return round(sum(verdict.points for verdict in self.verdicts), 6)

    @property
    def max_points(self) -> float:
        """The points that could be earned; the same for every submission to a course."""
        return round(sum(verdict.max_points for verdict in self.verdicts), 6)

"""What was asked of a worker and what it answered, as the frames that crossed: what a diagnosis compares. Judge's side."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from functools import cached_property

from grader.course.stubs import STUB_TEXT
from grader.judge.comparison import same
from grader.judge.failure import Failure
from grader.wire.decode import decode
from grader.wire.frames import WireError
from grader.wire.values import Handle, ModuleName
from grader.words.ending import EndingKind

MAX_BYTES = 64 * 1024 * 1024
KEPT = "an object that stays in the worker"
FREE_TYPES = ("ZeroDivisionError",)
"""Exceptions whose words say nothing more than their type; of others, Python's or PyTorch's words must agree."""
FREE_WORDS = re.compile(r"'[^']*'|\b(cpu|meta|cuda)\b(:\d+)?|\d+")


@dataclass(frozen=True)
class Step:
    """One request and its answer, both as frames: nothing that happens later can change them."""

    operation: str
    request: bytes
    answer: bytes | None = None  # None where the worker ended instead

    @property
    def size(self) -> int:
        """The bytes that it holds."""
        return len(self.request) + len(self.answer or b"")

    @cached_property
    def answered(self) -> dict[object, object]:
        """The answer as values, objects of the worker's as one and the same; empty where it is none."""
        with contextlib.suppress(WireError):
            value = decode(self.answer or b"", _kept)
            return value if isinstance(value, dict) else {}
        return {}


@dataclass
class Transcript:
    """One criterion's steps; `overflowed` where those up to the first failure were too many to keep.

    `seed` is what the worker's generators were set to when the criterion began.
    """

    steps: list[Step] = field(default_factory=list)
    ending: EndingKind | None = None
    seed: int | None = None
    frozen: int | None = None
    setup_end: int | None = None
    case_start: int = 0
    size: int = 0
    overflowed: bool = False

    def add(self, step: Step) -> None:
        """Remember a step."""
        if self.size + step.size <= MAX_BYTES:
            self.size += step.size
            self.steps.append(step)
        elif self.frozen is None:
            self.overflowed = True

    def begin_case(self) -> None:
        """Begin a case; what a search tried after the first failure is forgotten."""
        if self.frozen is not None:
            self.size -= sum(step.size for step in self.steps[self.frozen :])
            del self.steps[self.frozen :]
        self.case_start = len(self.steps)
        if self.setup_end is None:
            self.setup_end = self.case_start

    def freeze(self) -> None:
        """Mark the criterion's first failure: what follows only looks for a smaller case."""
        if self.frozen is None:
            self.frozen = len(self.steps)

    def forget_values(self) -> None:
        """Let go of answers as values; they are made anew from their frames, which take far less, where they are needed."""
        for step in self.steps:
            vars(step).pop("answered", None)

    @property
    def evidence(self) -> list[Step]:
        """The steps up to the first failure."""
        return self.steps[: self.frozen]

    @property
    def shown(self) -> list[Step]:
        """The steps of the case that the learner sees, after what was set up for all cases."""
        return self.steps[: self.setup_end or 0] + self.steps[self.case_start :]


def alike(one: Transcript, other: Transcript) -> bool:
    """Return whether two submissions answered alike throughout: values within tolerance, the same exceptions, the same end."""
    if one.overflowed or other.overflowed or one.ending != other.ending:
        return False
    mine, theirs = one.evidence, other.evidence
    return bool(mine) and len(mine) == len(theirs) and all(_same_step(a, b) for a, b in zip(mine, theirs, strict=True))


def shows_values(transcript: Transcript) -> bool:
    """Return whether the criterion failed by a value or a forbidden operation, not by an exception or by the worker's end."""
    asked = (step for step in reversed(transcript.evidence) if step.operation != "unwatch" or step.answered.get("ok"))
    last = next(asked, None)  # to have seen no breach shows nothing
    return last is not None and last.answer is not None and "raised" not in last.answered


def _same_step(one: Step, other: Step) -> bool:
    if one.operation != other.operation or (one.answer is None) != (other.answer is None):
        return False
    if one.answer is None or other.answer is None or one.answer == other.answer:
        return True
    if one.operation in ("types", "folder"):
        return True  # the names of classes and of temporary folders are free
    mine, theirs = one.answered, other.answered
    if one.operation == "unwatch":
        return bool(mine.get("ok")) == bool(theirs.get("ok"))  # a breach is a breach, whatever the line
    if mine.keys() != theirs.keys():
        return False
    if "raised" in mine:
        return _same_exception(mine["raised"], theirs["raised"])
    try:
        same(mine.get("ok"), theirs.get("ok"))
    except (Failure, RuntimeError, TypeError, ValueError, OverflowError):
        return False
    return True


def _same_exception(one: object, other: object) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    names, others = one.get("type_names"), other.get("type_names")
    if names != others or not isinstance(names, list) or not names:
        return False
    own = names[0] in FREE_TYPES or _raised_here(one) or _raised_here(other)
    return own or _words(one.get("text")) == _words(other.get("text"))


def _raised_here(description: dict[object, object]) -> bool:
    """Return whether a `raise` in the file itself chose the words; not the stub's, which proves nothing."""
    match description.get("frames"):
        case [*_, (_, _, str() as source)]:
            return source.startswith("raise ") and STUB_TEXT not in source
    return False


def _words(text: object) -> str:
    """Return a message without its numbers, quoted names and devices: those depend on how a learner wrote it."""
    return FREE_WORDS.sub("_", text) if isinstance(text, str) else ""


def _kept(reference: Handle | ModuleName) -> object:
    return KEPT

"""What was asked of a worker and what it answered, as the frames that crossed: what a diagnosis compares. Judge's side."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from grader.course.stubs import STUB_TEXT
from grader.judge.comparison import same
from grader.judge.failure import Failure
from grader.wire.decode import decode
from grader.wire.values import Handle, ModuleName
from grader.words.ending import EndingKind

MAX_BYTES = 64 * 1024 * 1024
KEPT = "an object that stays in the worker"
OWN_WORDS = ("ValueError",)
"""Exceptions that a learner's code raises in words of its own; of others, Python's or PyTorch's words must agree."""
FREE_WORDS = re.compile(r"'[^']*'|\b(cpu|meta|cuda)\b(:\d+)?|\d+")


@dataclass(frozen=True)
class Step:
    """One request and its answer, both as frames: nothing that happens later can change them."""

    operation: str
    request: bytes
    answer: bytes | None = None  # None where the worker ended instead


@dataclass
class Transcript:
    """One criterion's steps, up to its first failure; `overflowed` where they were too many to keep."""

    steps: list[Step] = field(default_factory=list)
    ending: EndingKind | None = None
    frozen: int | None = None
    case_start: int = 0
    size: int = 0

    def add(self, step: Step) -> None:
        """Remember a step."""
        self.size += len(step.request) + len(step.answer or b"")
        if not self.overflowed:
            self.steps.append(step)

    @property
    def overflowed(self) -> bool:
        """Whether steps are missing."""
        return self.size > MAX_BYTES

    def begin_case(self) -> None:
        """Begin a case; what a search tried after the first failure is forgotten."""
        if self.frozen is not None:
            self.size -= sum(len(step.request) + len(step.answer or b"") for step in self.steps[self.frozen :])
            del self.steps[self.frozen :]
        self.case_start = len(self.steps)

    def freeze(self) -> None:
        """Mark the criterion's first failure: what follows only looks for a smaller case."""
        if self.frozen is None:
            self.frozen = len(self.steps)

    @property
    def evidence(self) -> list[Step]:
        """The steps up to the first failure."""
        return self.steps[: self.frozen]

    @property
    def shown(self) -> list[Step]:
        """The steps of the case that the learner sees."""
        return self.steps[self.case_start :]


def alike(one: Transcript, other: Transcript) -> bool:
    """Return whether two submissions answered alike throughout: values within tolerance, the same exceptions, the same end."""
    if one.overflowed or other.overflowed or one.ending != other.ending:
        return False
    mine, theirs = one.evidence, other.evidence
    return len(mine) == len(theirs) and all(_same_step(a, b) for a, b in zip(mine, theirs, strict=True))


def shows_values(transcript: Transcript) -> bool:
    """Return whether the criterion failed by a value, not by an exception or by the worker's end."""
    last = transcript.evidence[-1] if transcript.evidence else None
    return last is not None and last.answer is not None and "raised" not in _read(last.answer)


def _same_step(one: Step, other: Step) -> bool:
    if one.operation != other.operation or (one.answer is None) != (other.answer is None):
        return False
    if one.answer is None or other.answer is None or one.answer == other.answer:
        return True
    if one.operation in ("types", "folder"):
        return True  # the names of classes and of temporary folders are free
    mine, theirs = _read(one.answer), _read(other.answer)
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
    own = names[0] in OWN_WORDS or _raised_here(one) or _raised_here(other)
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


def _read(answer: bytes) -> dict[object, object]:
    value = decode(answer, _kept)
    return value if isinstance(value, dict) else {}


def _kept(reference: Handle | ModuleName) -> object:
    return KEPT

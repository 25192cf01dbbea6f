"""Transcripts: what counts as the same answer, and what a search leaves of them."""

from __future__ import annotations

import pytest
import torch

from grader.course.stubs import STUB_TEXT as STUB
from grader.judge.transcript import Step, Transcript, alike, shows_values
from grader.wire.encode import encode
from grader.wire.values import Handle
from grader.words.ending import EndingKind


def frame(value: object) -> bytes:
    return bytes(encode(value, lambda kept: None))


def transcript(*answers: object, operation: str = "call", ending: EndingKind | None = None) -> Transcript:
    found = Transcript(ending=ending)
    for answer in answers:
        found.add(Step(operation, b"", frame(answer)))
    found.freeze()
    return found


def ok(value: object) -> dict[str, object]:
    return {"ok": value}


def raised(name: str, text: str, source: str = "") -> dict[str, object]:
    frames = [(3, "f", source)] if source else []
    return {"raised": {"type_names": [name, "Exception"], "text": text, "frames": frames, "limit": ""}}


ONE = torch.tensor([1.0, 2.0])
SAME = [
    (ok(ONE), ok(ONE + 1e-7)),
    (ok((ONE, "a")), ok((ONE.clone(), "a"))),
    (ok(Handle(1, "Net")), ok(Handle(7, "MyNet"))),
    (raised("ValueError", "my words", "raise ValueError(text)"), raised("ValueError", "other words", "raise ValueError('x')")),
    (raised("ZeroDivisionError", "float division by zero"), raised("ZeroDivisionError", "division by zero")),
    (raised("RuntimeError", "device cpu is not on the expected device meta"),) * 2,
    (raised("RuntimeError", "on cuda:0, expected cpu"), raised("RuntimeError", "on cpu, expected cuda:1")),
    (raised("IndexError", "my words", 'raise IndexError("my words")'), raised("IndexError", "list index out of range")),
    (raised("IndexError", "index 7 is out of bounds"), raised("IndexError", "index 9 is out of bounds")),
]
OTHER = [
    (ok(ONE), ok(ONE + 1e-3)),
    (ok(ONE), ok(ONE.double())),
    (ok(ONE), ok(ONE[None])),
    (ok(1), ok(1.0)),
    (ok(ONE), ok(None)),
    (ok(ONE), raised("ValueError", "")),
    (raised("ValueError", ""), raised("TypeError", "")),
    (raised("ValueError", "not enough values to unpack (expected 4, got 3)"), raised("ValueError", "kernel must be odd")),
    (raised("NotImplementedError", STUB, f'raise NotImplementedError("{STUB}")'), raised("NotImplementedError", "no forward")),
    (raised("IndexError", "list index out of range"), raised("IndexError", "tuple index out of range")),
]


@pytest.mark.parametrize("one, other", SAME)
def test_alike(one: object, other: object) -> None:
    """Values within tolerance, objects whatever their class is called, exceptions by type and by Python's own words."""
    assert alike(transcript(one), transcript(other))


@pytest.mark.parametrize("one, other", OTHER)
def test_not_alike(one: object, other: object) -> None:
    """Another value, dtype, shape, type or exception is another answer."""
    assert not alike(transcript(one), transcript(other))


def test_the_whole_way_counts() -> None:
    """One answer more, another operation or another end is another way."""
    assert not alike(transcript(ok(1), ok(2)), transcript(ok(2)))
    assert not alike(transcript(ok(1)), transcript(ok(1), operation="item"))
    assert not alike(transcript(ok(1), ending=EndingKind.WALL_TIME), transcript(ok(1)))


def test_breaches_and_class_names_are_free() -> None:
    """The line of a forbidden operation and the names of a learner's classes say nothing about a belief."""
    one, other = [{"operation": "aten::conv2d", "line": 3}], [{"operation": "torch.conv2d", "line": 9}]
    assert alike(transcript(ok(one), operation="unwatch"), transcript(ok(other), operation="unwatch"))
    assert not alike(transcript(ok(one), operation="unwatch"), transcript(ok([]), operation="unwatch"))
    assert alike(transcript(ok(["Net"]), operation="types"), transcript(ok(["Model"]), operation="types"))


def test_a_search_leaves_the_evidence() -> None:
    """What is tried after the first failure is shown, but is no evidence."""
    found = Transcript()
    for number in range(3):
        found.begin_case()
        found.add(Step("call", b"", frame(ok(number))))
    found.freeze()
    for number in range(10, 13):
        found.begin_case()
        found.add(Step("call", b"", frame(ok(number))))
    assert len(found.evidence) == 3
    assert [step.answer for step in found.shown] == [frame(ok(12))]
    assert len(found.steps) == 4


def test_values_and_exceptions_are_told_apart() -> None:
    """What a criterion failed by: an exception proves less than a value."""
    assert shows_values(transcript(raised("ValueError", ""), ok(1)))
    assert not shows_values(transcript(ok(1), raised("ValueError", "")))
    assert not shows_values(Transcript())
    for breaches, shown in (([], False), ([{"operation": "torch.sum", "line": 3}], True)):
        watched = transcript(raised("ValueError", ""))
        watched.steps.append(Step("unwatch", b"", frame(ok(breaches))))
        watched.frozen = 2
        assert shows_values(watched) is shown


def test_too_much_is_not_compared() -> None:
    """A transcript that was cut can't be alike to anything, and keeps no more memory."""
    found = Transcript()
    found.add(Step("call", b"", frame(ok(1))))
    found.size = 10**9
    found.add(Step("call", b"x" * 10, None))
    assert found.overflowed and len(found.steps) == 1
    assert not alike(found, found)
    searched = transcript(ok(1))
    searched.size = 10**9
    searched.add(Step("call", b"x" * 10, None))
    assert alike(searched, transcript(ok(1))), "what a search adds takes no evidence away"


def test_no_evidence_is_like_nothing() -> None:
    """A worker that ended before it was asked anything proves no belief."""
    assert not alike(Transcript(ending=EndingKind.SIGNAL), Transcript(ending=EndingKind.SIGNAL))


def test_what_was_set_up_is_shown_with_the_case() -> None:
    """A data set made before the first case belongs to each."""
    found = Transcript()
    found.add(Step("call", b"", frame(ok("made"))))
    for number in range(3):
        found.begin_case()
        found.add(Step("item", b"", frame(ok(number))))
    assert [step.answered["ok"] for step in found.shown] == ["made", 2]

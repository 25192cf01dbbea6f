"""The worker's answers: whatever the learner's code does, one comes."""

from __future__ import annotations

import socket

import pytest

from grader.judge.settle import LIMIT_OF_EXCEPTION
from grader.wire import frames
from grader.wire.decode import decode
from grader.wire.encode import encode
from grader.wire.requests import pack_request
from grader.words.ending import EndingKind
from grader.worker.serve import Worker


@pytest.mark.parametrize(("size", "limit"), [(900, None), (1100, EndingKind.ANSWER)])
def test_a_result_that_is_too_large_to_be_sent(monkeypatch: pytest.MonkeyPatch, size: int, limit: EndingKind | None) -> None:
    """It is said so, and the worker goes on."""
    monkeypatch.setattr(frames, "MAX_FRAME_BYTES", 1000)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = Worker(theirs)
        worker.operations["make"] = lambda: b"x" * size
        request = pack_request((), bytes(encode({"op": "make"}, lambda value: None)))
        answer = decode(bytes(worker.answer(request)), lambda reference: None)
    assert isinstance(answer, dict)
    assert ("ok" in answer) is (limit is None)
    assert limit is None or LIMIT_OF_EXCEPTION[answer["raised"]["limit"]] is limit

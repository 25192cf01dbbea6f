"""The zygote's rehearsal answers as a worker would, and leaves nothing behind."""

from __future__ import annotations

import linecache
import sys

import pytest

from grader.wire.decode import decode
from grader.worker import rehearsal, serve


def test_the_rehearsed_file_is_a_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One call answers and one raises, or what a worker does most would not have been rehearsed."""
    replies: list[object] = []
    answer = serve.Worker.answer

    def watched(worker: serve.Worker, payload: bytes) -> bytearray:
        reply = answer(worker, payload)
        replies.append(decode(bytes(reply), lambda reference: reference))
        return reply

    monkeypatch.setattr(serve.Worker, "answer", watched)
    rehearsal.rehearse()
    round_of_requests = ["ok", "ok", "ok", "raised", "ok"]
    assert [kind for reply in replies if isinstance(reply, dict) for kind in reply] == round_of_requests * rehearsal.TIMES


def test_nothing_of_it_stays() -> None:
    """Neither its module nor its lines are there for a learner's file to find."""
    rehearsal.rehearse()
    assert rehearsal.NAME not in sys.modules
    assert rehearsal.FILE_NAME not in linecache.cache

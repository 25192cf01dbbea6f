"""A judge that stays: greets, takes one submission a caller, ends when nobody calls or its address is gone."""

from __future__ import annotations

import math
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.judge_process.channels import Calls
from grader.words.errors import NobodyListens
from grader.words.submission import Submitted

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no such sockets")
SUBMITTED = Submitted("you", {"a/b": "text"})


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Calls]:
    """A judge's end that looks up often and gives up soon."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("judge")
        listener.listen()
        found = (tmp_path / "judge").stat()
        identity = found.st_dev, found.st_ino
        calls = Calls(listener, tmp_path / "judge", identity, b"hello\n", idle_seconds=1.0, look_seconds=0.02)
        yield calls
        if calls.caller is not None:
            calls.caller.close()


def call(*lines: bytes) -> socket.socket:
    """Call, and say something."""
    caller = socket.socket(socket.AF_UNIX)
    caller.connect("judge")
    for line in lines:
        caller.sendall(line)
    return caller


def test_one_caller_after_the_other(calls: Calls) -> None:
    """Each is greeted, and told of its own submission alone; nonsense is passed over."""
    line = msgspec.json.encode(SUBMITTED) + b"\n"
    with call(line) as first, call(b"nonsense\n") as nonsense, call(line) as last:
        taken = calls.submissions()
        for verdict in (b"right\n", b"wrong\n"):
            assert next(taken) == SUBMITTED
            calls.tell(verdict)
        assert list(taken) == []  # nobody calls any more
        heard = [caller.makefile("rb").read() for caller in (first, nonsense, last)]
    assert heard == [b"hello\nright\n", b"hello\n", b"hello\nwrong\n"]


def test_an_error_reaches_who_called_first(calls: Calls) -> None:
    """Also where it came before anybody was listened to."""
    with call() as caller:
        calls.tell(b"error\n")
        assert caller.recv(100) == b"error\n"


def test_an_error_that_nobody_waits_for(calls: Calls) -> None:
    """Is no reason to stay."""
    calls.address.unlink()
    with pytest.raises(NobodyListens):
        calls.tell(b"error\n")


def test_who_hung_up_is_told_nothing(calls: Calls) -> None:
    """The judge learns of it, and may end what it does."""
    with call(msgspec.json.encode(SUBMITTED) + b"\n"):
        taken = calls.submissions()
        next(taken)
    with pytest.raises(NobodyListens):
        for _ in range(100):
            calls.tell(b"x" * 100_000)


def test_it_ends_with_its_address(calls: Calls) -> None:
    """A folder that was deleted has no judge."""
    calls.idle_seconds = math.inf
    threading.Timer(0.2, calls.address.unlink).start()
    assert list(calls.submissions()) == []


def test_who_called_in_time_is_served(calls: Calls) -> None:
    """Although the address was taken away in the meantime."""
    with call(msgspec.json.encode(SUBMITTED) + b"\n"):
        calls.address.unlink()
        assert list(calls.submissions()) == [SUBMITTED]


def test_it_takes_its_own_address_away(calls: Calls) -> None:
    """But not that of a judge that came after it."""
    calls.close()
    assert not calls.address.exists()
    calls.address.write_text("another's", encoding="utf-8")
    calls.close()
    assert calls.address.exists()

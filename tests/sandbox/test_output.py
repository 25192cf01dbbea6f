"""What a worker printed before it answered is there when the judge asks for it, capped and shortened."""

from __future__ import annotations

import itertools
import os
import threading

import pytest

from grader.sandbox.output import KEPT_BYTES, MAX_CHUNKS, OutputDrain


def drain(cap: int = 1000) -> tuple[OutputDrain, int, list[int]]:
    read, write = os.pipe()
    overflows: list[int] = []
    return OutputDrain(read, cap, lambda: overflows.append(1)), write, overflows


def test_what_was_flushed_is_there_at_once() -> None:
    """Each time, however late the draining thread comes to it."""
    for number in range(300):
        output, write, _ = drain()
        os.write(write, b"hello\n")
        assert output.text() == "hello\n", f"after {number} times"
        os.close(write)
        output.thread.join(10)
        assert output.text() == "hello\n" and not output.thread.is_alive()


def test_much_is_shortened_and_past_the_cap_told_once() -> None:
    """Beginning and end are kept; what comes after the cap is nobody's to see."""
    output, write, overflows = drain(cap=100_000)
    writer = threading.Thread(target=lambda: [os.write(write, b"%06d\n" % number) for number in range(30_000)])
    writer.start()
    writer.join(10)
    os.close(write)
    output.thread.join(10)
    text = output.text()
    assert overflows == [1] and text.startswith("000000\n") and "000001\n" in text
    assert len(text) < 3 * KEPT_BYTES and f"... {100_000 - 2 * KEPT_BYTES} bytes ..." in text and "029999" not in text


def test_a_worker_that_prints_without_end_is_looked_at_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much there is each time one looks, asking for the text takes a few chunks and comes back."""
    output, write, _ = drain()
    looks = itertools.count()

    def there_is_more() -> bytes:
        assert next(looks) < 1000
        return b"more"

    monkeypatch.setattr(output, "_read", there_is_more)
    assert output.text() == "" and next(looks) == MAX_CHUNKS
    monkeypatch.undo()
    os.close(write)
    output.thread.join(10)
    assert not output.thread.is_alive()

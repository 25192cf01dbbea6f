"""Frames: lengths are hostile, deadlines hold however slowly bytes trickle."""

from __future__ import annotations

import socket
import struct
import threading
import time

import pytest

from grader.wire.frames import ConnectionEnded, DeadlinePassed, WireError, receive_frame, send_frame


def test_a_frame_arrives() -> None:
    """What is sent is received, empty frames too."""
    left, right = socket.socketpair()
    with left, right:
        for payload in (b"", b"x" * 100_000):
            thread = threading.Thread(target=send_frame, args=(left, payload))
            thread.start()
            assert receive_frame(right) == payload
            thread.join()


def test_a_length_over_the_limit_is_refused() -> None:
    """Four gigabytes are announced; nothing is allocated."""
    left, right = socket.socketpair()
    with left, right:
        left.send(b"\xff\xff\xff\xff")
        with pytest.raises(WireError, match="over the limit"):
            receive_frame(right)


def test_trickling_bytes_do_not_move_the_deadline() -> None:
    """One byte now and then is no answer in time."""
    left, right = socket.socketpair()
    stop = threading.Event()

    def trickle() -> None:
        left.send(struct.pack("!I", 1000))
        while not stop.wait(0.02):
            left.send(b"x")

    thread = threading.Thread(target=trickle)
    thread.start()
    with right, pytest.raises(DeadlinePassed):
        receive_frame(right, time.monotonic() + 0.2)
    stop.set()
    thread.join()
    left.close()


def test_an_end_in_the_middle_is_an_end() -> None:
    """Half a frame and a hang-up."""
    left, right = socket.socketpair()
    with right:
        left.send(struct.pack("!I", 10) + b"half")
        left.close()
        with pytest.raises(ConnectionEnded):
            receive_frame(right)

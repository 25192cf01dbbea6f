"""Frames: lengths are hostile, deadlines hold however slowly bytes trickle."""

from __future__ import annotations

import signal
import socket
import struct
import subprocess
import sys
import threading
import time

import pytest

from grader.wire.deadline import Deadline, DeadlinePassed
from grader.wire.frames import ConnectionEnded, WireError, receive_frame, send_frame
from tests.missing import missing

RECEIVER = """
import socket, sys
from grader.wire.deadline import Deadline, DeadlinePassed
from grader.wire.frames import receive_frame
print("waiting", flush=True)
try:
    print(receive_frame(socket.socket(fileno=int(sys.argv[1])), Deadline(1.0)).decode(), flush=True)
except DeadlinePassed:
    print("too late", flush=True)
"""


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
        receive_frame(right, Deadline(0.2))
    stop.set()
    thread.join()
    left.close()


@pytest.mark.parametrize(("stopped", "said"), [(True, "hello"), (False, "too late")])
def test_who_is_stopped_is_not_answered_late(stopped: bool, said: str) -> None:
    """A second passes: for the one who waits, or only for the one who sends."""
    if sys.platform == "win32":
        missing("signals that stop a process")
    left, right = socket.socketpair()
    command = [sys.executable, "-c", RECEIVER, str(right.fileno())]
    with left, right, subprocess.Popen(command, stdout=subprocess.PIPE, pass_fds=[right.fileno()], text=True) as receiver:
        assert receiver.stdout is not None and receiver.stdout.readline() == "waiting\n"
        time.sleep(0.1)
        if stopped:
            receiver.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        send_frame(left, b"hello")
        receiver.send_signal(signal.SIGCONT)
        assert receiver.stdout.readline() == f"{said}\n"


def test_an_end_in_the_middle_is_an_end() -> None:
    """Half a frame and a hang-up."""
    left, right = socket.socketpair()
    with right:
        left.send(struct.pack("!I", 10) + b"half")
        left.close()
        with pytest.raises(ConnectionEnded):
            receive_frame(right)

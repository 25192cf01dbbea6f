"""Length-prefixed frames over a stream socket. Loaded on both sides of the wall; every length is hostile."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import TypeVar

from grader.wire.deadline import Deadline

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")
HEADER = struct.Struct("!I")
MAX_FRAME_BYTES = 256 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
SMALL_BYTES = 64 * 1024


class WireError(Exception):
    """The other side sent bytes that are no frame or no value."""


class FrameTooLarge(WireError):
    """A frame of one's own is larger than a frame may be."""


class ConnectionEnded(Exception):
    """The other side is gone."""


def send_frame(connection: socket.socket, payload: bytes | bytearray, deadline: Deadline | None = None) -> None:
    """Send one frame.

    Raises:
        FrameTooLarge: the payload is larger than a frame may be.
        ConnectionEnded: the other side is gone.
        DeadlinePassed: the other side does not read.
    """
    check_size(payload)
    if len(payload) <= SMALL_BYTES:  # whoever waits for it is woken once
        _send(connection, HEADER.pack(len(payload)) + payload, deadline)
    else:
        _send(connection, HEADER.pack(len(payload)), deadline)
        _send(connection, payload, deadline)


def check_size(payload: bytes | bytearray) -> None:
    """Raise FrameTooLarge if the payload is larger than a frame may be."""
    if len(payload) > MAX_FRAME_BYTES:
        raise FrameTooLarge(f"{len(payload)} bytes are over the limit of {MAX_FRAME_BYTES}")


def _send(connection: socket.socket, data: bytes | bytearray, deadline: Deadline | None) -> None:
    view = memoryview(data)
    while view:
        view = view[_timed(connection, deadline, connection.send, view) :]


def receive_frame(connection: socket.socket, deadline: Deadline | None = None) -> bytes:
    """Receive one frame; memory grows with the bytes that arrive, never with the length that is claimed.

    Raises:
        WireError: the claimed length is over the limit, or more came than one frame.
        ConnectionEnded: the other side is gone.
        DeadlinePassed: no whole frame came in time, however slowly it trickles.
    """
    received = bytearray()
    end = HEADER.size
    while len(received) < end:
        at_most = min(max(end - len(received), SMALL_BYTES), CHUNK_BYTES)
        chunk = _timed(connection, deadline, connection.recv, at_most)
        if not chunk:
            raise ConnectionEnded
        received += chunk
        if end == HEADER.size and len(received) >= HEADER.size:
            (length,) = HEADER.unpack_from(received)
            if length > MAX_FRAME_BYTES:
                raise WireError(f"a frame of {length} bytes is over the limit of {MAX_FRAME_BYTES}")
            end += length
    if len(received) > end:  # each side speaks when it was spoken to
        raise WireError("bytes after the end of a frame")
    return bytes(memoryview(received)[HEADER.size :])


def _timed(
    connection: socket.socket, deadline: Deadline | None, action: Callable[[Argument], Answer], argument: Argument
) -> Answer:
    def act(seconds: float | None) -> Answer:
        connection.settimeout(seconds)
        return action(argument)

    try:
        return act(None) if deadline is None else deadline.wait(act)
    except OSError as error:
        raise ConnectionEnded from error

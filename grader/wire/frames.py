"""Length-prefixed frames over a stream socket. Loaded on both sides of the wall; every length is hostile."""

from __future__ import annotations

import socket
import struct
import time

HEADER = struct.Struct("!I")
MAX_FRAME_BYTES = 256 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
SMALL_BYTES = 64 * 1024


class WireError(Exception):
    """The other side sent bytes that are no frame or no value."""


class ConnectionEnded(Exception):
    """The other side is gone."""


class DeadlinePassed(Exception):
    """The other side did not answer in time."""


def send_frame(connection: socket.socket, payload: bytes | bytearray, deadline: float | None = None) -> None:
    """Send one frame; `deadline` is a `time.monotonic()` value.

    Raises:
        WireError: the payload is larger than a frame may be.
        ConnectionEnded: the other side is gone.
        DeadlinePassed: the other side does not read.
    """
    if len(payload) > MAX_FRAME_BYTES:
        raise WireError(f"a frame of {len(payload)} bytes is over the limit of {MAX_FRAME_BYTES}")
    connection.settimeout(_remaining(deadline))
    try:
        if len(payload) <= SMALL_BYTES:  # whoever waits for it is woken once
            connection.sendall(HEADER.pack(len(payload)) + payload)
        else:
            connection.sendall(HEADER.pack(len(payload)))
            connection.sendall(payload)
    except TimeoutError as error:
        raise DeadlinePassed from error
    except OSError as error:
        raise ConnectionEnded from error


def receive_frame(connection: socket.socket, deadline: float | None = None) -> bytes:
    """Receive one frame; memory grows with the bytes that arrive, never with the length that is claimed.

    Raises:
        WireError: the claimed length is over the limit, or more came than one frame.
        ConnectionEnded: the other side is gone.
        DeadlinePassed: no whole frame came in time, however slowly it trickles.
    """
    received = bytearray()
    end = HEADER.size
    while len(received) < end:
        received += _receive_some(connection, min(max(end - len(received), SMALL_BYTES), CHUNK_BYTES), deadline)
        if end == HEADER.size and len(received) >= HEADER.size:
            (length,) = HEADER.unpack_from(received)
            if length > MAX_FRAME_BYTES:
                raise WireError(f"a frame of {length} bytes is over the limit of {MAX_FRAME_BYTES}")
            end += length
    if len(received) > end:  # each side speaks when it was spoken to
        raise WireError("bytes after the end of a frame")
    return bytes(memoryview(received)[HEADER.size :])


def _receive_some(connection: socket.socket, at_most: int, deadline: float | None) -> bytes:
    connection.settimeout(_remaining(deadline))
    try:
        chunk = connection.recv(at_most)
    except TimeoutError as error:
        raise DeadlinePassed from error
    except OSError as error:
        raise ConnectionEnded from error
    if not chunk:
        raise ConnectionEnded
    return chunk


def _remaining(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise DeadlinePassed
    return remaining

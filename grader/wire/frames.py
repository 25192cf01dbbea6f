"""Length-prefixed frames over a stream socket. Loaded on both sides of the wall; every length is hostile."""

from __future__ import annotations

import socket
import struct
import time

HEADER = struct.Struct("!I")
MAX_FRAME_BYTES = 256 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024


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
        connection.sendall(HEADER.pack(len(payload)))
        connection.sendall(payload)
    except TimeoutError as error:
        raise DeadlinePassed from error
    except OSError as error:
        raise ConnectionEnded from error


def receive_frame(connection: socket.socket, deadline: float | None = None) -> bytes:
    """Receive one frame; memory grows with the bytes that arrive, never with the length that is claimed.

    Raises:
        WireError: the claimed length is over the limit.
        ConnectionEnded: the other side is gone.
        DeadlinePassed: no whole frame came in time, however slowly it trickles.
    """
    (length,) = HEADER.unpack(_receive_exactly(connection, HEADER.size, deadline))
    if length > MAX_FRAME_BYTES:
        raise WireError(f"a frame of {length} bytes is over the limit of {MAX_FRAME_BYTES}")
    return _receive_exactly(connection, length, deadline)


def _receive_exactly(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    received = bytearray()
    while len(received) < count:
        connection.settimeout(_remaining(deadline))
        try:
            chunk = connection.recv(min(count - len(received), CHUNK_BYTES))
        except TimeoutError as error:
            raise DeadlinePassed from error
        except OSError as error:
            raise ConnectionEnded from error
        if not chunk:
            raise ConnectionEnded
        received += chunk
    return bytes(received)


def _remaining(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise DeadlinePassed
    return remaining

"""A request as it crosses: the numbers of the objects that the judge let go of, then the request itself. Loaded on both sides."""

from __future__ import annotations

import struct
from collections.abc import Sequence

COUNT = struct.Struct("!I")


def pack_request(released: Sequence[int], request: bytes) -> bytes:
    """Return the payload of a request's frame."""
    return struct.pack(f"!I{len(released)}Q", len(released), *released) + request


def unpack_request(payload: bytes) -> tuple[tuple[int, ...], bytes]:
    """Return the numbers and the request. Only a worker reads requests, and it trusts the judge."""
    (count,) = COUNT.unpack_from(payload)
    numbers = struct.Struct(f"!{count}Q")
    return numbers.unpack_from(payload, COUNT.size), payload[COUNT.size + numbers.size :]

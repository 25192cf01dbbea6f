"""Where a judge's submissions come from and its events go to: its own pipes, or whoever calls at a socket. Judge's side."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.words.errors import NobodyListens
from grader.words.submission import Submitted

IDLE_SECONDS = 600.0
LOOK_SECONDS = 2.0  # so soon is it seen that the address is gone
CALLER_SECONDS = 30.0  # a caller says what it wants at once, and reads what it is told

Identity = tuple[int, int]
"""Device and inode of a socket's address: another one of the same name is another's."""


class Pipes:
    """A judge of its parent's: standard input and what was standard output."""

    def __init__(self, events: BinaryIO) -> None:
        self.events = events

    def submissions(self) -> Iterator[Submitted]:
        """Yield what comes, until standard input ends."""
        for line in sys.stdin.buffer:
            yield msgspec.json.decode(line, type=Submitted)

    def tell(self, event: bytes) -> None:
        """Send an event.

        Raises:
            NobodyListens: the parent was killed.
        """
        try:
            self.events.write(event)
        except BrokenPipeError:
            raise NobodyListens from None

    def close(self) -> None:
        """Do nothing: the pipes end with this process."""


class Calls:
    """A judge that stays: each caller at the socket is greeted, hands in one submission, and is told what comes of it.

    It stays until nobody has called for `idle_seconds`, and while its address is where it was: never longer than its folder.
    """

    def __init__(
        self,
        listener: socket.socket,
        address: Path,
        identity: Identity,
        greeting: bytes,
        idle_seconds: float = IDLE_SECONDS,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self.listener = listener
        self.address = address
        self.greeting = greeting
        self.idle_seconds = idle_seconds
        self.identity = identity
        self.caller: socket.socket | None = None
        self.look_seconds = look_seconds

    def submissions(self) -> Iterator[Submitted]:
        """Yield what callers hand in, until nobody calls any more."""
        while (caller := self._next_caller()) is not None:
            with caller:
                submitted = self._asked(caller)
                if submitted is not None:
                    yield submitted
            self.caller = None

    def tell(self, event: bytes) -> None:
        """Send the caller an event; where nobody has called yet, to the first who does.

        Raises:
            NobodyListens: nobody called, or the caller hung up or reads nothing.
        """
        caller = self.caller or self._next_caller()
        if caller is None:
            raise NobodyListens
        try:
            caller.sendall(event)
        except OSError:
            raise NobodyListens from None

    def close(self) -> None:
        """Take the address away, if it is still this judge's."""
        if self._is_where_it_was():
            with contextlib.suppress(OSError):
                self.address.unlink()

    def _asked(self, caller: socket.socket) -> Submitted | None:
        with contextlib.suppress(OSError, NobodyListens, msgspec.DecodeError), caller.makefile("rb") as lines:
            self.tell(self.greeting)
            return msgspec.json.decode(lines.readline(), type=Submitted)
        return None

    def _next_caller(self) -> socket.socket | None:
        start = time.monotonic()
        while True:  # who called before the address went is served
            last = time.monotonic() - start >= self.idle_seconds or not self._is_where_it_was()
            self.listener.settimeout(0 if last else self.look_seconds)
            with contextlib.suppress(TimeoutError, BlockingIOError):
                self.caller, _ = self.listener.accept()
                self.caller.settimeout(CALLER_SECONDS)
                return self.caller
            if last:
                return None

    def _is_where_it_was(self) -> bool:
        with contextlib.suppress(OSError):
            found = os.stat(self.address)
            return (found.st_dev, found.st_ino) == self.identity
        return False

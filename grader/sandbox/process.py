"""A worker as the judge sees it: a connection with a time budget, and an ending. Judge's side."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Protocol

import msgspec

from grader.sandbox.output import OutputDrain
from grader.wire.deadline import Deadline, DeadlinePassed
from grader.wire.frames import ConnectionEnded, WireError, receive_frame, send_frame
from grader.words.ending import Ending, EndingKind, Limits

GREETING_SECONDS = 120.0


class WorkerEnded(Exception):
    """There is no worker any more; `ending` says why."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(f"{ending.kind} {ending.code} {ending.detail}".strip())
        self.ending = ending


class Keeper(Protocol):
    """Who started the worker's process, can kill it, and learns how it ended; `waited` is Ending's, known after `wait`."""

    waited: float

    def kill(self, reason: str) -> None:
        """Kill the worker's process tree; does nothing where it has ended."""

    def wait(self) -> Ending:
        """Return how the process ended, waiting a few seconds for it at most."""


class WorkerProcess:
    """One worker: `exchange` sends a frame and returns the answer, within what is left of the wall time."""

    def __init__(self, connection: socket.socket, output: int, limits: Limits, keeper: Keeper) -> None:
        self.connection = connection
        self.keeper = keeper
        self.limits = limits
        self.seconds_left = limits.wall_seconds
        self.ending: Ending | None = None
        self.overflowed = False  # the drain's thread may set it at once
        self.output = OutputDrain(output, limits.output_bytes, self._output_overflow)

    def _output_overflow(self) -> None:
        self.overflowed = True
        self.keeper.kill("output")

    def exchange(self, payload: bytes | bytearray) -> bytes:
        """Send one frame and return the next; only time spent waiting for the worker counts.

        Raises:
            WorkerEnded: it died, ran out of time, or sent what is no frame.
        """

        def there_and_back(deadline: Deadline) -> bytes:
            send_frame(self.connection, payload, deadline)
            return receive_frame(self.connection, deadline)

        answer = self._timed(there_and_back)
        self.output.catch_up()
        if self.overflowed:
            raise self.stop(None)
        return answer

    def renew(self, limits: Limits) -> bool:
        """Take another wall time for a worker that was not used yet; False where it would need other limits."""
        if msgspec.structs.replace(limits, wall_seconds=0.0) != msgspec.structs.replace(self.limits, wall_seconds=0.0):
            return False
        self.limits, self.seconds_left = limits, limits.wall_seconds
        return True

    def hung_up(self) -> bool:
        """Return whether a worker that was not used yet is gone."""
        try:
            return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def greeting(self) -> bytes:
        """Return the frame that a worker sends by itself before it sees the learner's file; costs it no time."""
        budget, self.seconds_left = self.seconds_left, GREETING_SECONDS
        try:
            return self._timed(lambda deadline: receive_frame(self.connection, deadline))
        finally:
            self.seconds_left = budget

    def _timed(self, action: Callable[[Deadline], bytes]) -> bytes:
        if self.ending is not None:
            raise WorkerEnded(self.ending)
        deadline = Deadline(self.seconds_left)
        try:
            return action(deadline)
        except DeadlinePassed:
            raise self.stop(Ending(EndingKind.WALL_TIME)) from None
        except WireError as error:
            raise self.stop(Ending(EndingKind.PROTOCOL, detail=str(error))) from None
        except ConnectionEnded:
            raise self.stop(None) from None
        finally:
            self.seconds_left = deadline.left

    def stop(self, ending: Ending | None) -> WorkerEnded:
        """Kill the worker and return its ending to raise; None asks the keeper how it ended."""
        if self.overflowed:
            ending = Ending(EndingKind.OUTPUT, code=self.limits.output_bytes)
        self.keeper.kill("stopped")
        if ending is None or ending.kind is EndingKind.WALL_TIME:
            found = self.keeper.wait()
            ending = found if ending is None else msgspec.structs.replace(ending, waited=self.keeper.waited)
        self.ending = ending
        self.connection.close()
        return WorkerEnded(self.ending)

    def close(self) -> None:
        """End the worker; nobody waits for the kernel to clear it away."""
        if self.ending is None:
            self.ending = Ending(EndingKind.STOPPED)
            self.keeper.kill("stopped")
            self.connection.close()

"""Drain what a worker prints, with a cap. Judge's side."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable

KEPT_BYTES = 8 * 1024
CHUNK_BYTES = 64 * 1024
MAX_CHUNKS = 16  # of a worker that goes on printing while it is looked at
POLLS = hasattr(select, "poll")  # elsewhere a thread reads as it can


class OutputDrain:
    """Reads a worker's output pipe in a thread, so that printing never blocks; calls `overflow` once past the cap.

    What lies in the middle of much output is dropped while it is read: `text()` gives the beginning and the end. What came
    after the cap, while the worker was being ended, is nobody's to see: how much that is depends on the machine.
    """

    def __init__(self, descriptor: int, cap_bytes: int, overflow: Callable[[], None]) -> None:
        self.descriptor = descriptor
        self.cap_bytes = cap_bytes
        self.overflow = overflow
        self.total = 0
        self.head = b""
        self.tail = b""
        self.ended = False
        self.lock = threading.Lock()
        if POLLS:
            os.set_blocking(descriptor, False)
        self.thread = threading.Thread(target=self._drain, daemon=True)
        self.thread.start()

    def _drain(self) -> None:
        if not POLLS:
            while chunk := os.read(self.descriptor, CHUNK_BYTES):
                self._take(chunk)
            os.close(self.descriptor)
            return
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        while poll.poll() and self._read() != b"":
            pass
        with self.lock:
            self.ended = True
            os.close(self.descriptor)

    def _read(self) -> bytes | None:
        """Take a chunk of what is in the pipe; empty at its end, None where nothing is there yet."""
        with self.lock:
            if self.ended:
                return b""
            try:
                chunk = os.read(self.descriptor, CHUNK_BYTES)
            except BlockingIOError:
                return None
            self._take(chunk)
            return chunk

    def _take(self, chunk: bytes) -> None:
        self._keep(chunk[: max(self.cap_bytes - self.total, 0)])
        self.total += len(chunk)
        if self.total - len(chunk) <= self.cap_bytes < self.total:
            self.overflow()

    def _keep(self, chunk: bytes) -> None:
        room = KEPT_BYTES - len(self.head)
        self.head += chunk[:room]
        self.tail = (self.tail + chunk[room:])[-KEPT_BYTES:]

    def catch_up(self) -> None:
        """Take what is in the pipe now: whether the cap is passed must not depend on how soon the thread gets to it."""
        for _ in range(MAX_CHUNKS if POLLS else 0):
            if not self._read():
                break

    def text(self) -> str:
        """Return what was printed so far, shortened in the middle; what was flushed before this call is in it."""
        self.catch_up()
        left_out = min(self.total, self.cap_bytes) - len(self.head) - len(self.tail)
        middle = f"\n... {left_out} bytes ...\n".encode() if left_out > 0 else b""
        return (self.head + middle + self.tail).decode(errors="replace")

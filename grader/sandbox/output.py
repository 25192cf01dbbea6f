"""Drain what a worker prints, with a cap. Judge's side."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

KEPT_BYTES = 8 * 1024


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
        self.thread = threading.Thread(target=self._drain, daemon=True)
        self.thread.start()

    def _drain(self) -> None:
        with os.fdopen(self.descriptor, "rb", buffering=0) as pipe:
            while chunk := pipe.read(64 * 1024):
                self._keep(chunk[: max(self.cap_bytes - self.total, 0)])
                self.total += len(chunk)
                if self.total - len(chunk) <= self.cap_bytes < self.total:
                    self.overflow()

    def _keep(self, chunk: bytes) -> None:
        room = KEPT_BYTES - len(self.head)
        self.head += chunk[:room]
        self.tail = (self.tail + chunk[room:])[-KEPT_BYTES:]

    def text(self) -> str:
        """Return what was printed so far, shortened in the middle."""
        left_out = min(self.total, self.cap_bytes) - len(self.head) - len(self.tail)
        middle = f"\n... {left_out} bytes ...\n".encode() if left_out > 0 else b""
        return (self.head + middle + self.tail).decode(errors="replace")

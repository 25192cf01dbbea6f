"""Ends what falls silent: one thread for a process's whole life, however many lines it says. No torch."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator


class Watchdog:
    """Calls `end` once a wait has lasted for `patience` seconds; a thread a wait would cost more than reading a line does."""

    def __init__(self, patience: float, end: Callable[[], None]) -> None:
        self.patience = patience
        self.end = end
        self._deadline: float | None = None
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Watch while this lasts."""
        self._deadline = time.monotonic() + self.patience
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()
        try:
            yield
        finally:
            self._deadline = None

    def close(self) -> None:
        """Watch no more."""
        self._closed.set()

    def _watch(self) -> None:
        while not self._closed.wait(self._left()):
            if self._left() <= 0:
                self.end()
                return

    def _left(self) -> float:
        """Return the seconds until this wait is too long; a wait that has not begun is too long in `patience` at the earliest."""
        deadline = self._deadline
        return self.patience if deadline is None else max(0.0, deadline - time.monotonic())

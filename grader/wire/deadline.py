"""How long the other side may still take. Loaded on both sides of the wall."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
LOOK_SECONDS = 0.25
LATE_SECONDS = 0.25  # a look that took so much longer than it was meant to: this process was stopped, or had no core


class DeadlinePassed(Exception):
    """The other side did not answer in time."""


class Deadline:
    """Seconds that count only while this process looks: who suspends a check with Ctrl-Z did not make the answer late."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def wait(self, action: Callable[[float], Answer]) -> Answer:
        """Return what the action returns, which is given some seconds and may raise TimeoutError after them, again and again.

        Raises:
            DeadlinePassed: no seconds are left.
        """
        while self.left > 0:
            seconds = min(self.left, LOOK_SECONDS)
            start = time.monotonic()
            try:
                return action(seconds)
            except TimeoutError:
                pass
            finally:
                self.left -= min(time.monotonic() - start, seconds + LATE_SECONDS)
        raise DeadlinePassed

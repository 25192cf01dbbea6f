"""What falls silent is ended; what speaks, or is not waited for, is left alone."""

from __future__ import annotations

import threading
import time

from grader.results.watchdog import Watchdog

LONG = 60.0


def test_a_wait_that_lasts_too_long_ends_what_is_waited_for() -> None:
    """It is ended once."""
    ended = threading.Event()
    dog = Watchdog(0.05, ended.set)
    with dog.waiting():
        assert ended.wait(LONG)
    dog.close()


def test_many_short_waits_are_no_long_one() -> None:
    """Each line begins the patience anew, and all waits share one thread, which ends when it is told to."""
    ended = threading.Event()
    dog = Watchdog(LONG, ended.set)
    before = threading.active_count()
    for _ in range(1000):
        with dog.waiting():
            pass
    assert threading.active_count() == before + 1
    assert dog._left() == LONG and not ended.is_set()
    dog.close()
    assert dog._thread is not None
    dog._thread.join(LONG)
    assert not dog._thread.is_alive()


def test_nobody_is_ended_between_waits() -> None:
    """What nothing is asked of may be silent for longer than the patience."""
    ended = threading.Event()
    dog = Watchdog(0.01, ended.set)
    with dog.waiting():
        pass
    time.sleep(0.1)
    was_ended = ended.is_set()
    dog.close()
    assert not was_ended

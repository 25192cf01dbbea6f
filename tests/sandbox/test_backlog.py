"""A judge outlives any number of workers: what the zygote tells is read, whoever asks for it."""

from __future__ import annotations

import os

import pytest

from grader.sandbox.level import open_launcher
from grader.words.ending import EndingKind, Limits

MANY = 400  # endings of which a socket's buffer holds fewer


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked only where there is fork")
def test_workers_are_started_and_closed_without_end() -> None:
    """After hundreds of workers that nobody asked about, the next one starts, works and tells how it ended."""
    launcher = open_launcher("process", dict(os.environ))
    try:
        for _ in range(MANY):
            launcher.start(Limits()).close()
        worker = launcher.start(Limits())
        assert worker.greeting() != b""
        ended = worker.stop(None)
        assert ended.ending.kind in (EndingKind.STOPPED, EndingKind.SIGNAL)
    finally:
        launcher.close()

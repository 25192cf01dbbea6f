"""Whose fault it is where a worker does not start, or does not load the file."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from grader.judge.line import Line
from grader.judge.session import judge_all
from grader.sandbox.process import WorkerProcess
from grader.sandbox.zygote import ZygoteLauncher
from grader.words.ending import Limits
from grader.words.errors import SandboxUnavailable
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, Verdict
from tests.end_to_end.miniature import EXERCISE, HEAD, build

ALONE = """
from grader.judge import criterion


@criterion(points=1, title="First", alone=True)
def test_first(submission):
    assert submission.total is not None


@criterion(points=1, title="Second", alone=True)
def test_second(submission):
    assert submission.total is not None
"""


def judged(monkeypatch: pytest.MonkeyPatch, root: Path, source: str) -> Verdict:
    for name in [name for name in sys.modules if name.endswith("test_total")]:
        monkeypatch.delitem(sys.modules, name)  # a judge's process has one course; this one has had others
    found: list[Verdict] = []
    options = JudgeOptions(str(root), device="cpu", isolation="process", seed=3, exercises=(EXERCISE,))
    judge_all(options, [Submitted("s", {EXERCISE: source})], done=lambda result: found.extend(result.verdicts))
    return found[0]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked only where there is fork")
def test_a_second_worker_that_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is no error of the file's, however well the first one started."""
    root = build(tmp_path)
    (root / "tests/hidden/01_sums/test_total.py").write_text(ALONE, encoding="utf-8")
    start = ZygoteLauncher.start
    started: list[WorkerProcess] = []

    def start_one(launcher: ZygoteLauncher, limits: Limits) -> WorkerProcess:
        worker = start(launcher, limits)
        started.append(worker)
        if len(started) == 2:
            worker.connection.close()
            worker.connection, theirs = socket.socketpair()
            theirs.close()
        return worker

    monkeypatch.setattr(ZygoteLauncher, "start", start_one)
    with pytest.raises(SandboxUnavailable, match="walls can't be built"):
        judged(monkeypatch, root, HEAD + "return x.sum()")


@pytest.mark.parametrize(("end", "status"), [("while True: pass", Status.TIMEOUT), ("import os; os._exit(3)", Status.CRASHED)])
def test_a_worker_without_walls_greets_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: str, status: Status) -> None:
    """Where a system has none to name, a file that does not load is still its own fault."""
    greeting = Line.greeting
    monkeypatch.setattr(Line, "greeting", lambda line: greeting(line)[:0])
    assert judged(monkeypatch, build(tmp_path), HEAD + f"return x.sum()\n{end}\n").status is status

"""`grader watch` in a real terminal: saving brings a verdict, keys do what they say, quitting leaves nothing running."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.end_to_end.miniature import EXERCISE, HEAD, REFERENCE, ROOT, build

SECONDS = 90


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The miniature course."""
    return build(tmp_path)


@pytest.fixture
def terminal(course: Path) -> Iterator[pexpect.spawn[str]]:
    """The command in a terminal of its own, watching."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "NO_COLOR": "1"}
    command = ["-m", "grader", "watch", "--seed", "3"]
    started = pexpect.spawn(sys.executable, command, cwd=course, env=variables, timeout=SECONDS, encoding="utf-8")
    started.expect("q quit")
    time.sleep(0.5)  # the watch itself begins a moment later, and says nothing of it
    yield started
    started.close(force=True)


def save(course: Path, text: str) -> None:
    """Save as careful editors do: a new file under the old name."""
    path = course / "exercises" / f"{EXERCISE}.py"
    path.with_suffix(".tmp").write_text(text)
    path.with_suffix(".tmp").replace(path)


def test_saving_and_keys(course: Path, terminal: pexpect.spawn[str]) -> None:
    """A wrong answer, the list, a right one, again, quit; the warm judge and its workers are gone afterwards."""
    save(course, HEAD + "return x.abs().sum()\n")
    terminal.expect("failed, 1/3")
    assert "checking total" in terminal.before
    terminal.expect("q quit")
    terminal.send("l")
    terminal.expect("1 of 3 points")
    children = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()
    assert children
    save(course, REFERENCE)
    terminal.expect("passed, 3/3")
    terminal.send("r")
    terminal.expect("passed, 3/3")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_judge_that_dies_is_replaced(course: Path, terminal: pexpect.spawn[str]) -> None:
    """The next save has its verdict all the same."""
    save(course, REFERENCE)
    terminal.expect("passed, 3/3")
    (child,) = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()
    os.kill(int(child), signal.SIGKILL)
    save(course, HEAD + "return x.abs().sum()\n")
    terminal.expect("failed, 1/3")

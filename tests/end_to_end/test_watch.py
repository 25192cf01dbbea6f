"""`grader watch` in a real terminal: saving brings a verdict, keys do what they say, quitting leaves nothing running."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.miniature import EXERCISE, HEAD, REFERENCE, ROOT, build

SECONDS = 90


class Terminal:
    """The command in a terminal of its own."""

    def __init__(self, course: Path) -> None:
        self.master, slave = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "NO_COLOR": "1"}
        command = [sys.executable, "-m", "grader", "watch", "--seed", "3"]
        self.process = subprocess.Popen(command, cwd=course, env=environment, stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        self.said = ""

    def wait_for(self, words: str) -> str:
        """Return what was said up to these words, which must come; the rest stays for the next."""
        deadline = time.monotonic() + SECONDS
        while not (found := re.search(words, self.said)):
            assert time.monotonic() < deadline, f"{words!r} did not come: {self.said!r}"
            if select.select([self.master], [], [], 0.2)[0]:
                self.said += os.read(self.master, 65536).decode("utf-8", "replace")
        before, self.said = self.said[: found.end()], self.said[found.end() :]
        return before

    def press(self, key: str) -> None:
        """Press a key."""
        os.write(self.master, key.encode())


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The miniature course."""
    return build(tmp_path)


@pytest.fixture
def terminal(course: Path) -> Iterator[Terminal]:
    """The command, watching."""
    started = Terminal(course)
    started.wait_for("q quit")
    time.sleep(0.5)  # the watch itself begins a moment later, and says nothing of it
    yield started
    started.process.kill()
    started.process.wait()
    os.close(started.master)


def save(course: Path, text: str) -> None:
    """Save as careful editors do: a new file under the old name."""
    path = course / "exercises" / f"{EXERCISE}.py"
    path.with_suffix(".tmp").write_text(text)
    path.with_suffix(".tmp").replace(path)


def test_saving_and_keys(course: Path, terminal: Terminal) -> None:
    """A wrong answer, the list, a right one, again, quit; the warm judge and its workers are gone afterwards."""
    save(course, HEAD + "return x.abs().sum()\n")
    assert "checking total" in terminal.wait_for("failed, 1/3")
    terminal.wait_for("q quit")
    terminal.press("l")
    terminal.wait_for("1 of 3 points")
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children").read_text().split()
    assert children
    save(course, REFERENCE)
    terminal.wait_for("passed, 3/3")
    terminal.press("r")
    terminal.wait_for("passed, 3/3")
    terminal.press("q")
    assert terminal.process.wait(30) == 0
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_judge_that_dies_is_replaced(course: Path, terminal: Terminal) -> None:
    """The next save has its verdict all the same."""
    save(course, REFERENCE)
    terminal.wait_for("passed, 3/3")
    (child,) = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children").read_text().split()
    os.kill(int(child), signal.SIGKILL)
    save(course, HEAD + "return x.abs().sum()\n")
    terminal.wait_for("failed, 1/3")

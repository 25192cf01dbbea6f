"""A check on a terminal leaves its judge running for the next one: quick, and never in the way."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import psutil
import pytest

from grader.course.catalogue import Course, load_course

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("exercises", "solutions", "tests/hidden", "tests/mistakes", "tests/examples", "datasets")
NAME = "03_convolution/output_size"
WRONG = "def conv_output_size(*arguments, **options):\n    return 1\n"
ENDLESS = "def conv_output_size(*arguments, **options):\n    while True:\n        pass\n"
PATIENCE_SECONDS = 120
DONE = "Done. Next: open exercises"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such sockets")


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    """A copy of the course; what it keeps running ends with the test."""
    folder = tmp_path / ("a folder with a long name " * 6)  # longer than a socket's address may be
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part)
    copy = load_course(folder)
    yield copy
    for judge in judges(copy):
        judge.kill()


def judges(course: Course) -> list[psutil.Process]:
    """Return the judges that run for this course."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        if process.info["cwd"] == str(course.root) and "grader.judge_process" in (process.info["cmdline"] or ()):
            found.append(process)
    return found


def write(course: Course, kind: str) -> None:
    """Answer the exercise: right, or with the stub, or with a text."""
    exercise = course.find(NAME)
    text = course.reference(exercise).read_text(encoding="utf-8") if kind == "right" else kind
    course.stub(exercise).write_text(text, encoding="utf-8")


def asked(course: Course, *options: str) -> pexpect.spawn[str]:
    """Check the exercise on a terminal."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "COLUMNS": "120", "NO_COLOR": "1", "CI": ""}
    arguments = ["-m", "grader", "check", "output_size", *options]
    return pexpect.spawn(sys.executable, arguments, cwd=course.root, env=variables, timeout=PATIENCE_SECONDS, encoding="utf-8")


def said(course: Course, *options: str) -> str:
    """Return what a check says; it ends by itself."""
    terminal = asked(course, *options)
    terminal.expect(pexpect.EOF)
    terminal.close()
    return terminal.before or ""


def until_it_loops(course: Course) -> None:
    """Wait until a worker of the course's judge has used a second of CPU: it runs the endless loop."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for process in (one for judge in judges(course) for zygote in judge.children() for one in zygote.children()):
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.cpu_times().user > 1:
                    return
        time.sleep(0.05)
    raise AssertionError("no worker loops")


def gone(course: Course) -> bool:
    """Return whether no judge runs any more, after some seconds at most."""
    return any(not judges(course) or time.sleep(0.2) for _ in range(100))


def test_the_next_check_finds_it(course: Course) -> None:
    """The same process judges another file, from the same inputs, and says the same as a judge of its own."""
    write(course, WRONG)
    first = said(course)
    (judge,) = judges(course)
    write(course, "right")
    assert DONE in said(course)
    write(course, WRONG)
    third = said(course)
    assert judges(course) == [judge]
    (seed,) = set(re.findall(r"--seed (\d+)", first + third))
    anew = said(course, "--seed", seed)
    (again, kept) = (re.findall(r"✘.*?(?=With the same)", text, re.S) for text in (anew, third))
    assert again == kept != []


def test_it_ends_with_its_folder(course: Course) -> None:
    """Neither a deleted nor another course is served by an old judge."""
    write(course, "right")
    said(course)
    assert judges(course)
    shutil.rmtree(course.root / ".torchkata")
    assert gone(course)


def test_a_changed_suite_has_a_judge_of_its_own(course: Course) -> None:
    """What a verdict rests on is in the socket's name; the judge of what was before ends."""
    write(course, "right")
    said(course)
    (before,) = judges(course)
    suite = course.suite(course.find(NAME))
    suite.write_text(suite.read_text(encoding="utf-8").replace("def test_", "def test_new_", 1), encoding="utf-8")
    assert DONE in said(course)
    before.wait(20)
    assert len(judges(course)) == 1


def test_who_is_interrupted_leaves_nothing_running(course: Course) -> None:
    """Ctrl-C in an endless loop ends the judge; the next check has another."""
    write(course, ENDLESS)
    terminal = asked(course)
    until_it_loops(course)
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    assert gone(course)
    write(course, "right")
    assert DONE in said(course)


def test_a_killed_judge_costs_no_verdict(course: Course) -> None:
    """Its socket is left behind, and nobody answers there."""
    write(course, "right")
    said(course)
    (judge,) = judges(course)
    judge.send_signal(signal.SIGKILL)
    judge.wait(10)
    assert DONE in said(course)
    assert len(judges(course)) == 1


def test_two_at_once(course: Course) -> None:
    """Who finds it busy has a judge of its own, and nobody waits for somebody else's endless loop."""
    write(course, "right")
    said(course)
    write(course, ENDLESS)
    busy = asked(course)
    until_it_loops(course)
    write(course, "right")
    assert DONE in said(course)
    assert busy.isalive()
    busy.terminate(force=True)


@pytest.mark.parametrize("options", [("--no-keep",), ("--seed", "3")])
def test_it_can_be_told_not_to(course: Course, options: tuple[str, ...]) -> None:
    """A seed of one's own is judged by a judge of its own, too."""
    write(course, "right")
    assert DONE in said(course, *options)
    assert gone(course) and not list((course.root / ".torchkata").glob("judge-*"))

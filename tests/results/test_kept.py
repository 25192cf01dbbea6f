"""Calling a judge that stays: who is busy, who says an error, who is gone, and where there can be none."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.course.catalogue import Course, load_course
from grader.results import kept
from grader.results.judging import JudgeDied, JudgeFailed
from grader.results.kept import KeptJudge, call_kept_judge
from grader.words.messages import Message
from grader.words.submission import JudgeOptions, Submitted

ROOT = Path(__file__).resolve().parents[2]
READY = msgspec.json.encode({"ready": {"seed": 5, "process": 0}}) + b"\n"


def answering(*lines: bytes, then: Callable[[socket.socket], None] = socket.socket.close) -> KeptJudge:
    """Return the caller's end of a connection at whose other end these lines are said."""
    ours, theirs = socket.socketpair()

    def speak() -> None:
        for line in lines:
            theirs.sendall(line)
        then(theirs)

    threading.Thread(target=speak).start()
    return KeptJudge(ours, 0.3)


def test_it_tells_its_seed() -> None:
    """And what is asked of one that is gone by then is an end, not an error of the grader's."""
    with pytest.raises(JudgeDied), answering(READY) as judge:
        assert judge.seed == 5
        judge.judge(Submitted("you", {}))


@pytest.mark.parametrize(("said", "error"), [
    (msgspec.json.encode({"error": Message("no sandbox"), "code": 2}) + b"\n", JudgeFailed),
    (b"{}\n", JudgeDied), (b"nonsense\n", JudgeDied), (b"", JudgeDied),
])  # fmt: skip
def test_who_is_no_judge_to_ask(said: bytes, error: type[Exception]) -> None:
    """One that can't judge says why; the others are as good as gone."""
    with pytest.raises(error):
        answering(said)


def test_who_says_nothing_is_busy() -> None:
    """And is left with nothing open: its judge must not wait for who gave up."""
    held: list[socket.socket] = []
    with pytest.raises(TimeoutError):
        answering(then=held.append)
    assert held[0].recv(1) == b""
    held[0].close()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course in a folder of its own, with nothing in it but its list."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "course.toml").write_bytes((ROOT / "exercises" / "course.toml").read_bytes())
    return load_course(tmp_path)


def test_a_folder_without_sockets(course: Course) -> None:
    """Then each check has a judge of its own."""
    (course.root / ".torchkata").write_text("a file", encoding="utf-8")
    assert call_kept_judge(JudgeOptions(str(course.root)), course, None) is None


def test_a_course_that_changes_while_its_judge_starts(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """What that judge has read is not what its name says: it is ended and not asked."""
    silent = "import sys, socket, time; listener = socket.socket(fileno=int(sys.argv[2])); caller, _ = listener.accept(); "
    silent += 'caller.sendall(b\'{"ready": {"seed": 1, "process": 0}}\\n\'); caller.recv(1)'
    monkeypatch.setattr(kept, "JUDGE_COMMAND", (sys.executable, "-c", silent))
    terms = iter(("before", "after"))
    monkeypatch.setattr(kept, "_terms", lambda options, course: next(terms))
    assert call_kept_judge(JudgeOptions(str(course.root)), course, None) is None
    assert list((course.root / ".torchkata").iterdir()) == []

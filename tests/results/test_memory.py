"""What a learner's folder remembers: verdicts of exactly this file, and hints that go on."""

from __future__ import annotations

from pathlib import Path

from grader.results.memory import Memory
from grader.words.submission import Submitted
from grader.words.verdict import Status, SubmissionResult, Verdict

NAME = "01_a/f"


def submitted(text: str | None) -> Submitted:
    return Submitted("you", {NAME: text})


def result(status: Status) -> SubmissionResult:
    return SubmissionResult("you", (Verdict(NAME, status, 0.0, 1.0, 0.1),))


def test_a_verdict_is_of_one_text(tmp_path: Path) -> None:
    """The same text has its verdict, a changed one has none."""
    memory = Memory(tmp_path)
    assert memory.verdict(submitted("x = 1"), NAME) is None
    memory.keep(submitted("x = 1"), result(Status.FAILED))
    found = memory.verdict(submitted("x = 1"), NAME)
    assert found is not None and found.status is Status.FAILED
    assert memory.verdict(submitted("x = 2"), NAME) is None


def test_hints_go_on(tmp_path: Path) -> None:
    """A step further each time, to the last; about something else from the start; another check takes nothing back."""
    memory = Memory(tmp_path)
    memory.keep(submitted("x"), result(Status.FAILED))
    assert [memory.next_step(NAME, "padding", 3) for _ in range(4)] == [1, 2, 3, 3]
    assert memory.next_step(NAME, "stride", 3) == 1
    memory.keep(submitted("y"), result(Status.FAILED))
    assert memory.next_step(NAME, "stride", 3) == 2


def test_spoilt_or_unwritable_memory_is_none(tmp_path: Path) -> None:
    """A torn file or a folder that can't be made costs the memory, not the command."""
    memory = Memory(tmp_path)
    memory.keep(submitted("x"), result(Status.PASSED))
    (path,) = memory.folder.glob("*.json")
    path.write_bytes(b'{"digest":')
    assert memory.verdict(submitted("x"), NAME) is None
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    Memory(blocked).keep(submitted("x"), result(Status.PASSED))
    assert Memory(blocked).next_step(NAME, "a", 3) == 1

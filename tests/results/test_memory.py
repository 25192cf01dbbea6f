"""What a learner's folder remembers: verdicts of exactly this file, and hints that go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.catalogue import load_course
from grader.results.memory import Memory
from grader.words.submission import Submitted
from grader.words.verdict import Status, SubmissionResult, Verdict

NAME = "01_a/f"


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "course.toml").write_text(
        'name = "c"\n[[chapters]]\nid = "01_a"\ntitle = "A"\nexercises = [{ name = "f" }]\n'
    )
    suite = tmp_path / "tests" / "hidden" / "01_a" / "test_f.py"
    suite.parent.mkdir(parents=True)
    suite.write_text("")
    return Memory(load_course(tmp_path))


def submitted(text: str | None) -> Submitted:
    return Submitted("you", {NAME: text})


def result(status: Status) -> SubmissionResult:
    return SubmissionResult("you", (Verdict(NAME, status, 0.0, 1.0, 0.1),))


def test_a_verdict_is_of_one_text(memory: Memory) -> None:
    """The same text has its verdict, a changed one has none."""
    assert memory.verdict(submitted("x = 1"), NAME) is None
    memory.keep(submitted("x = 1"), result(Status.FAILED))
    found = memory.verdict(submitted("x = 1"), NAME)
    assert found is not None and found.status is Status.FAILED
    assert memory.verdict(submitted("x = 2"), NAME) is None


def test_hints_go_on(memory: Memory) -> None:
    """A step further each time, to the last; about something else from the start; another check takes nothing back."""
    memory.keep(submitted("x"), result(Status.FAILED))
    assert [memory.next_step(NAME, "padding", 3) for _ in range(4)] == [1, 2, 3, 3]
    assert memory.next_step(NAME, "stride", 3) == 1
    memory.keep(submitted("y"), result(Status.FAILED))
    assert memory.next_step(NAME, "stride", 3) == 2


def test_spoilt_or_unwritable_memory_is_none(memory: Memory) -> None:
    """A torn file or a folder that can't be made costs the memory, not the command."""
    memory.keep(submitted("x"), result(Status.PASSED))
    (path,) = memory.folder.glob("*.json")
    path.write_bytes(b'{"digest":')
    assert memory.verdict(submitted("x"), NAME) is None
    memory.folder = path / "below a file"
    memory.keep(submitted("x"), result(Status.PASSED))
    assert memory.next_step(NAME, "a", 3) == 3, "where nothing is remembered, all hints come at once"


def test_a_changed_suite_or_a_fault_of_ours_is_judged_again(memory: Memory) -> None:
    """A verdict is of one text and one suite; what the grader failed on is no verdict."""
    memory.keep(submitted("x"), result(Status.GRADER_ERROR))
    assert memory.verdict(submitted("x"), NAME) is None
    memory.keep(submitted("x"), result(Status.FAILED))
    memory.course.suite(memory.course.exercises[0]).write_text("new = True")
    assert memory.verdict(submitted("x"), NAME) is None


@pytest.mark.parametrize("status", Status)
def test_only_what_another_run_would_say_too_is_settled(memory: Memory, status: Status) -> None:
    """Time, memory and our own faults may be the machine's: such a file is judged again."""
    memory.keep(submitted("x"), result(status), 9)
    found = memory.settled(submitted("x"), NAME)
    if status in (Status.TIMEOUT, Status.CRASHED, Status.LIMIT, Status.GRADER_ERROR):
        assert found is None
    else:
        assert found is not None and (found.verdict.status, found.seed) == (status, 9)
        assert memory.settled(submitted("y"), NAME) is None


def test_another_program_or_library_may_judge_otherwise(memory: Memory) -> None:
    """What is remembered is of this grader and these versions."""
    memory.keep(submitted("x"), result(Status.PASSED))
    memory.surroundings = ["torch 0"]
    assert memory.settled(submitted("x"), NAME) is None and memory.verdict(submitted("x"), NAME) is None

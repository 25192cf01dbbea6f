"""A miniature course, and the commands on it with a judge that loads nothing."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.commands import class_run, main, own
from grader.results.pool import Pool

FAKE = (sys.executable, str(Path(__file__).resolve().parents[1] / "results" / "fake_judge.py"))
COURSE = """
name = "miniature"
[[chapters]]
id = "01_letters"
title = "Letters"
exercises = [{ name = "first_letter" }, { name = "last_letter" }]
"""
REFERENCE = '''"""Return a letter."""


def letter(word: str) -> str:
    """Return it."""
    ### BEGIN SOLUTION
    return word[0]
    ### END SOLUTION
'''


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder is a miniature course; judges are doubles."""
    root = tmp_path / "course"
    for name in ("first_letter", "last_letter"):
        for folder in ("exercises/01_letters", "solutions/01_letters"):
            (root / folder).mkdir(parents=True, exist_ok=True)
            (root / folder / f"{name}.py").write_text(REFERENCE)
    (root / "exercises" / "course.toml").write_text(COURSE)
    monkeypatch.chdir(root)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    for module in (own, class_run):
        monkeypatch.setattr(module, "Pool", functools.partial(Pool, command=FAKE))
    return root


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(course: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the course; return its exit code, output and errors."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture
def write(course: Path) -> Callable[..., None]:
    """Write a student's answers, by default the learner's own."""

    def answers(first: str | None, last: str | None = "right", folder: Path | None = None) -> None:
        for name, text in (("first_letter", first), ("last_letter", last)):
            path = (folder or course / "exercises") / "01_letters" / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text)

    return answers

"""`grader nbgrader init`: what it refuses, before any judge is started; tests/end_to_end goes the whole way."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--chapter", "numbers"], "there is no chapter 'numbers'. There are: 01_letters"),
        (["--exercise", "frist_letter"], "Did you mean 'first_letter'"),
        (["--chapter", "numbers", "--lang", "zh"], "没有名为“numbers”的章节"),
    ],
)
def test_unknown_names(run, tmp_path: Path, arguments: list[str], said: str) -> None:
    """Exit code 2, nothing written."""
    code, out, err = run("nbgrader", "init", tmp_path / "theirs", *arguments)
    assert (code, out) == (2, "") and said in err
    assert not (tmp_path / "theirs").exists()


def test_inside_the_course(run, course: Path) -> None:
    """Answers lie there, and nbgrader hands out what it finds."""
    code, _, err = run("nbgrader", "init", course / "theirs", "--chapter", "letters")
    assert code == 2 and "inside the course with the answers" in err


def test_help_names_what_nbgrader_does_next(run) -> None:
    """The group and its command have words."""
    assert "init" in run("nbgrader", "--help")[1]
    code, out, _ = run("nbgrader", "init", "--help")
    assert code == 0 and "autograde" in out

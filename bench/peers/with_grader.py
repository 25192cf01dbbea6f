"""The questions as a small course of this grader, graded by `grader grade` in the sandbox: the whole command with its start."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path

from bench.measured import Measured, measure
from bench.peers.questions import IMPORTS, NAMES, Handed, answer, checks

NAME = "grader grade, sandbox"
ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "01_questions"
CATALOGUE = f"""
name = "questions"
[[chapters]]
id = "{CHAPTER}"
title = "Questions"
exercises = [{", ".join(f'{{ name = "{name}" }}' for name in NAMES)}]
"""
HEAD = f'''"""Checks of the question."""

{IMPORTS}
from grader.judge import criterion, raises, same
'''


def grade(handed: list[Handed], folder: Path, jobs: int = 1, *options: str) -> tuple[Measured, dict[str, int]]:
    """Grade a class in this empty folder; return what the command took, and the marks."""
    course = write_course(folder / "course")
    for one in handed:
        for name, text in one.answers.items():
            _write(folder / "class" / one.student / CHAPTER / f"{name}.py", text)
    out = folder / "results"
    command = [sys.executable, "-m", "grader", "grade", str(folder / "class"), "--out", str(out)]
    command += ["--device", "cpu", "--isolation", "sandbox", "--seed", "1", "--jobs", str(jobs), *options]
    taken = measure(command, course, folder / "log", {"PYTHONPATH": str(ROOT)})
    content = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return taken, {one["student"]: round(one["points"]) for one in content["submissions"]}


def write_course(course: Path) -> Path:
    """Write the course: references, stubs, and suites that hold the same checks as the peers' tests."""
    _write(course / "exercises" / "course.toml", CATALOGUE)
    for name in NAMES:
        _write(course / "exercises" / CHAPTER / f"{name}.py", answer(name, "stub"))
        _write(course / "solutions" / CHAPTER / f"{name}.py", answer(name, "right"))
        _write(course / "tests" / "hidden" / CHAPTER / f"test_{name}.py", suite(name))
    return course


def suite(question: str) -> str:
    """Return a hidden suite: a criterion for each check."""
    text = HEAD
    for check in checks():
        if check.question == question:
            head = f'\n\n@criterion(points={check.points}, title="{check.name}")\ndef test_{check.name}(submission):\n'
            text += head + textwrap.indent(f"{question} = submission.{question}\n{check.lines}", "    ")
    return text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

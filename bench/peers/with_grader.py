"""The questions as a small course of this grader, graded by `grader grade` in the sandbox: the whole command with its start.

A course of this grader has a file, and so a worker, for each exercise; the peers' notebook holds all questions and has one
process. So the course is written both ways: each question is an exercise, or one exercise asks them all.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.measured import Measured, measure
from bench.peers.questions import IMPORTS, NAMES, Handed, answer, checks

NAME = "grader grade, sandbox, a file for each question"
NAME_OF_ONE = "grader grade, sandbox, one file as the peers have"
ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "01_questions"
CATALOGUE = """
name = "questions"
[[chapters]]
id = "{chapter}"
title = "Questions"
exercises = [{exercises}]
"""
HEAD = f'''"""Checks of the question."""

{IMPORTS}
from grader.judge import criterion, raises, same
'''
Exercises = Mapping[str, Sequence[str]]
"""The names of exercises, and the questions that each asks."""
EACH_ALONE: Exercises = {name: [name] for name in NAMES}
ALL_IN_ONE: Exercises = {"questions": NAMES}


def grade(handed: list[Handed], folder: Path, exercises: Exercises = EACH_ALONE) -> tuple[Measured, dict[str, int]]:
    """Grade a class in this empty folder; return what the command took, and the marks."""
    course = write_course(folder / "course", exercises)
    for one in handed:
        for name, questions in exercises.items():
            text = "\n\n".join(one.answers[question] for question in questions)
            _write(folder / "class" / one.student / CHAPTER / f"{name}.py", text)
    out = folder / "results"
    command = [sys.executable, "-m", "grader", "grade", str(folder / "class"), "--out", str(out)]
    command += ["--device", "cpu", "--isolation", "sandbox", "--seed", "1", "--jobs", "1"]
    taken = measure(command, course, folder / "log", {"PYTHONPATH": str(ROOT)})
    content = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return taken, {one["student"]: round(one["points"]) for one in content["submissions"]}


def grade_one_file(handed: list[Handed], folder: Path) -> tuple[Measured, dict[str, int]]:
    """Grade a class whose files hold the answers to all questions, as the peers' notebooks do."""
    return grade(handed, folder, ALL_IN_ONE)


def write_course(course: Path, exercises: Exercises = EACH_ALONE) -> Path:
    """Write the course: references, stubs, and suites that hold the same checks as the peers' tests."""
    listed = ", ".join(f'{{ name = "{name}" }}' for name in exercises)
    _write(course / "exercises" / "course.toml", CATALOGUE.format(chapter=CHAPTER, exercises=listed))
    for name, questions in exercises.items():
        for folder, kind in (("exercises", "stub"), ("solutions", "right")):
            text = "\n\n".join(answer(question, kind) for question in questions)
            _write(course / folder / CHAPTER / f"{name}.py", text)
        _write(course / "tests" / "hidden" / CHAPTER / f"test_{name}.py", suite(questions))
    return course


def suite(questions: Sequence[str]) -> str:
    """Return a hidden suite: a criterion for each check of these questions."""
    text = HEAD
    for check in checks():
        if check.question in questions:
            head = f'\n\n@criterion(points={check.points}, title="{check.name}")\ndef test_{check.name}(submission):\n'
            text += head + textwrap.indent(f"{check.question} = submission.{check.question}\n{check.lines}", "    ")
    return text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

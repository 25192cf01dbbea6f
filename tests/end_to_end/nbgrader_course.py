"""An nbgrader course of ours with a whole class in it, made with the real commands: what its tests share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from grader.results.reading import ReadSubmission, read_results
from tests.end_to_end.notebook_class import CHAPTER, EXERCISE, NAME, REFERENCE, ROOT, hand_in, the_class

BIN = Path(sys.executable).parent
CATALOGUE = f"""
name = "torchkata"
[[chapters]]
id = "{CHAPTER}"
title = "Pooling"
exercises = [{{ name = "{NAME}", wall_seconds = 4.0, memory_bytes = 400000000 }}]
"""
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "vision"
c.Exchange.root = {exchange!r}
"""
SUBMIT = """
import os, sys
from traitlets.config import Config
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeSubmit
root, exchange, assignment = sys.argv[1:]
for student in sorted(os.listdir(root)):
    os.chdir(os.path.join(root, student))
    config = Config()
    config.CourseDirectory.course_id, config.Exchange.root = "vision", exchange
    config.CourseDirectory.assignment_id, config.CourseDirectory.student_id = assignment, student
    coursedir = CourseDirectory(config=config)
    ExchangeSubmit(coursedir=coursedir, authenticator=Authenticator(config=config), config=config).start()
"""


@dataclass(frozen=True)
class Ran:
    """A command's exit code, words and seconds."""

    code: int
    said: str
    seconds: float


def run(folder: Path, *command: object, activated: bool = False) -> Ran:
    """Run a command of this environment in a folder, as a teacher does without activating it, or with."""
    environment = {
        "PATH": f"{BIN}:/usr/bin:/bin" if activated else "/usr/bin:/bin", "HOME": str(folder),
        "LC_ALL": "C.UTF-8", "COLUMNS": "100", "NO_COLOR": "1",
        **{name: value for name, value in os.environ.items() if name.startswith("TORCHKATA")},
    }  # fmt: skip
    program, *arguments = map(str, command)
    line = [str(BIN / program), *arguments]
    start = time.monotonic()
    done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
    return Ran(done.returncode, done.stdout + done.stderr, time.monotonic() - start)


def torchkata(folder: Path) -> Path:
    """A course with one exercise and short limits, otherwise the real one."""
    (folder / "exercises" / CHAPTER).mkdir(parents=True)
    (folder / "exercises" / "course.toml").write_text(CATALOGUE, encoding="utf-8")
    shutil.copy(ROOT / "exercises" / f"{EXERCISE}.py", folder / "exercises" / f"{EXERCISE}.py")
    for name in ("solutions", "tests", "datasets"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@dataclass(frozen=True)
class Graded:
    """A class after autograde and feedback, and what `grader grade` said of the same code."""

    course: Path
    torchkata: Path
    said: dict[str, Ran]
    files: dict[str, ReadSubmission]

    def scores(self) -> dict[str, float]:
        """Return the scores by student, as nbgrader's own gradebook has them."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.course}/gradebook.db") as gradebook:
            return {one.student.id: one.score for one in gradebook.assignment_submissions(CHAPTER)}

    def notebook(self, student: str) -> str:
        """Return a student's autograded notebook."""
        return (self.course / "autograded" / student / CHAPTER / f"{NAME}.ipynb").read_text(encoding="utf-8")


def graded_class(base: Path) -> Graded:
    """Take an assignment its whole way with nbgrader's commands."""
    ours, course, exchange, students = torchkata(base / "torchkata"), base / "vision", base / "exchange", base / "students"
    for folder in (course, exchange, students):
        folder.mkdir()
    exchange.chmod(0o777)
    (course / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(exchange)), encoding="utf-8")
    said = {"init": run(ours, "grader", "nbgrader", "init", course)}
    said["generate"] = run(course, "nbgrader", "generate_assignment", CHAPTER)
    said["again"] = run(course, "nbgrader", "generate_assignment", CHAPTER, "--force")
    said["release"] = run(course, "nbgrader", "release_assignment", CHAPTER)
    released = course / "release" / CHAPTER / f"{NAME}.ipynb"
    everyone = the_class(course)
    for name, student in everyone.items():
        shutil.copytree(released.parent, students / name / CHAPTER)
        hand_in(released, student, students / name / CHAPTER / f"{NAME}.ipynb")
        if student.file is not None:
            (base / "files" / name / CHAPTER).mkdir(parents=True)
            (base / "files" / name / f"{EXERCISE}.py").write_text(student.file, encoding="utf-8")
    (students / "own_module" / CHAPTER / "mine.py").write_text(REFERENCE, encoding="utf-8")
    (students / "own_module" / CHAPTER / "tests" / "examples" / CHAPTER / f"test_{NAME}.py").write_text("", encoding="utf-8")
    said["submit"] = run(base, "python", "-c", SUBMIT, students, exchange, CHAPTER)
    said["collect"] = run(course, "nbgrader", "collect", CHAPTER)
    broken = course / "submitted" / "broken" / CHAPTER / f"{NAME}.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text('{"cells": [', encoding="utf-8")
    said["autograde"] = run(course, "nbgrader", "autograde", CHAPTER)
    said["feedback"] = run(course, "nbgrader", "generate_feedback", CHAPTER)
    said["grade"] = run(ours, "grader", "grade", base / "files", "--out", base / "results", "--seed", 1)
    files = {one.student: one for one in read_results(base / "results").submissions}
    return Graded(course, ours, said, files)

"""The questions as an nbgrader assignment: hidden tests a cell each, graded by `nbgrader autograde`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from bench.measured import Measured, measure
from bench.peers.environment import prepare, variables
from bench.peers.notebook import Cell, code, write
from bench.peers.questions import IMPORTS, NAMES, PLAIN, Check, Handed, answer, checks

REQUIREMENT = "nbgrader==0.9.6"
NAME = "nbgrader autograde"
ASSIGNMENT = "questions"
CONFIG = "c = get_config()\nc.CourseDirectory.root = {root!r}\n"


def grade(handed: list[Handed], folder: Path) -> tuple[Measured, dict[str, int]]:
    """Grade a class in this empty folder; return what `autograde` took, and the marks."""
    binaries, log = prepare(REQUIREMENT), folder / "log"
    nbgrader, environment = str(binaries / "nbgrader"), variables(binaries, folder)
    (folder / "nbgrader_config.py").write_text(CONFIG.format(root=str(folder)), encoding="utf-8")
    write(folder / "source" / ASSIGNMENT / "questions.ipynb", cells({name: answer(name, "stub") for name in NAMES}))
    measure([nbgrader, "generate_assignment", ASSIGNMENT], folder, log, environment)
    for one in handed:
        write(folder / "submitted" / one.student / ASSIGNMENT / "questions.ipynb", cells(one.answers))
    taken = measure([nbgrader, "autograde", ASSIGNMENT], folder, log, environment)
    measure([nbgrader, "export"], folder, log, environment)
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as stream:
        return taken, {row["student_id"]: round(float(row["score"])) for row in csv.DictReader(stream)}


def cells(answers: dict[str, str]) -> list[Cell]:
    """Return the notebook's cells; hidden tests that a student was never given come back at autograding."""
    tests: dict[str, list[Check]] = {name: [check for check in checks() if check.question == name] for name in NAMES}
    found = [code(IMPORTS, "imports")]
    for name in NAMES:
        found.append(code(answers[name], name, _metadata(name, solution=True)))
        found += [_test(check) for check in tests[name]]
    return found


def _test(check: Check) -> Cell:
    text = f"### BEGIN HIDDEN TESTS\n{PLAIN}\n\n{check.lines}### END HIDDEN TESTS"
    return code(text, check.name, _metadata(check.name, points=check.points))


def _metadata(name: str, solution: bool = False, points: int = 0) -> dict[str, Any]:
    facts = {"schema_version": 3, "cell_type": "code", "grade_id": name, "task": False}
    kind = {"solution": True, "locked": False, "grade": False} if solution else {"solution": False, "locked": True, "grade": True}
    return {"nbgrader": {**facts, **kind, **({} if solution else {"points": points})}}

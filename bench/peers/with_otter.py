"""The questions as an Otter-Grader autograder, run on a notebook at a time by `otter run`, without a container."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

from bench.measured import Measured, measure
from bench.peers.environment import prepare, variables
from bench.peers.notebook import answered, write
from bench.peers.questions import NAMES, PLAIN, Handed, checks

REQUIREMENT = "otter-grader==7.0.0"
NAME = "otter run"
AUTOGRADER = "autograder.zip"


def grade(handed: list[Handed], folder: Path) -> tuple[Measured, dict[str, int]]:
    """Grade a class in this empty folder, one after the other; return what it took, and the marks."""
    binaries, log = prepare(REQUIREMENT), folder / "log"
    otter, environment = str(binaries / "otter"), variables(binaries, folder)
    for name in NAMES:
        (folder / "tests").mkdir(exist_ok=True)
        (folder / "tests" / f"{name}.py").write_text(tests(name), encoding="utf-8")
    generate = [otter, "generate", "-t", "tests", "-o", AUTOGRADER, "--no-requirements", "--no-environment"]
    measure(generate, folder, log, environment)
    taken, marks = [], {}
    for one in handed:
        write(folder / "class" / f"{one.student}.ipynb", answered(one))
        command = [otter, "run", "--no-logo", "-a", AUTOGRADER, "-o", one.student, f"class/{one.student}.ipynb"]
        (folder / one.student).mkdir()
        taken.append(measure(command, folder, log, environment))
        marks[one.student] = score(folder / one.student / "results.json")
    total = Measured(sum(one.wall for one in taken), sum(one.cpu for one in taken), max(one.peak_bytes for one in taken))
    return total, marks


def tests(question: str) -> str:
    """Return a test file in Otter's format of functions that raise."""
    text = f"OK_FORMAT = False\n\nfrom otter.test_files import test_case\n{PLAIN}\n\nname = {question!r}\npoints = None\n"
    for check in checks():
        if check.question == question:
            head = f"\n\n@test_case(points={check.points}, hidden=True)\ndef test_{check.name}({question}):\n"
            text += head + textwrap.indent(check.lines, "    ")
    return text


def score(path: Path) -> int:
    """Return the marks in a results.json as Gradescope takes it."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return round(sum(float(test.get("score", 0)) for test in content["tests"] if test["name"] != "Public Tests"))

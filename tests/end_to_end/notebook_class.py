"""A class that hands in notebooks: right and wrong answers, accidents, tampering, and cheats that beat plain nbgrader.

Each student has the notebook that was handed in and the file that says the same, which `grader grade` gets.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course.catalogue import load_course
from grader.course.mistakes import load_mistakes

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = "04_pooling/max_pool2d"
CHAPTER, NAME = EXERCISE.split("/")
REFERENCE = (ROOT / "solutions" / f"{EXERCISE}.py").read_text(encoding="utf-8")
STUB = (ROOT / "exercises" / f"{EXERCISE}.py").read_text(encoding="utf-8")
HEAD = "import torch\n\ndef max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):\n    "
PARTLY = HEAD + "k, s = kernel_size, stride or kernel_size\n    return x.unfold(2, k, s).unfold(3, k, s).amax((-1, -2))\n"
MEAN = PARTLY.replace("amax", "mean")
Notebook = dict[str, Any]
Change = Callable[[Notebook], None]


@dataclass(frozen=True)
class Student:
    """What was handed in; `file` is None where no file says the same."""

    change: Change
    file: str | None


def cell(notebook: Notebook, name: str) -> dict[str, Any]:
    return next(one for one in notebook["cells"] if one["metadata"].get("nbgrader", {}).get("grade_id") == name)


def code(source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None}


def answered(text: str, *then: Change) -> Student:
    """The text stands in the answer's cell; then other things are done to the notebook."""

    def change(notebook: Notebook) -> None:
        cell(notebook, "answer")["source"] = text
        for one in then:
            one(notebook)

    return Student(change, text)


def added(source: str, above: str = "answer") -> Change:
    """A cell of one's own above another."""
    return lambda notebook: notebook["cells"].insert(notebook["cells"].index(cell(notebook, above)), code(source))


def claims_points(notebook: Notebook) -> None:
    """Locked tests that print their points, points raised, grades switched off where they are not met."""
    for one in notebook["cells"]:
        about = one["metadata"].get("nbgrader", {})
        if about.get("grade"):
            one["source"] = "100.0"
            one["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "100.0"}, "metadata": {}, "execution_count": 1}
            ]
            about["points"] = 100.0
    cell(notebook, "criterion-ceil_mode")["metadata"]["nbgrader"].update(grade=False, locked=False)
    cell(notebook, "criterion-stride")["metadata"]["nbgrader"].update(schema_version=99)
    cell(notebook, "criterion-pairs")["metadata"]["nbgrader"] = "no dictionary"
    notebook["metadata"]["torchkata"] = {"exercise": "00_start/first_tensor"}


def loses_cells(notebook: Notebook) -> None:
    notebook["cells"] = [one for one in notebook["cells"] if one["cell_type"] == "code"][:3]


def loses_metadata(notebook: Notebook) -> None:
    notebook["metadata"] = {}
    for one in notebook["cells"]:
        one["metadata"] = {}


def shuffles(notebook: Notebook) -> None:
    notebook["cells"].reverse()


def doubles(notebook: Notebook) -> None:
    """The answer's cell was copied; the copy below it is the newer one."""
    answer = cell(notebook, "answer")
    newer = copy.deepcopy(answer)
    answer["source"] = PARTLY
    notebook["cells"].insert(notebook["cells"].index(answer) + 1, newer)
    notebook["cells"] += [copy.deepcopy(one) for one in notebook["cells"] if one["cell_type"] == "markdown"]


def writes_markdown(notebook: Notebook) -> None:
    script = {"cell_type": "markdown", "metadata": {}, "source": "<script>document.title = 'taken over'</script> *mine*"}
    notebook["cells"] += [script, {**script, "cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}}]


def in_another_cell(notebook: Notebook) -> None:
    notebook["cells"].append(code(MEAN))


HELPERS = "import torch\n\ndef _largest(windows):\n    return windows.amax((-1, -2))"
USES_HELPERS = """
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    return _largest(x.unfold(2, kernel_size, stride or kernel_size).unfold(3, kernel_size, stride or kernel_size))
"""
TRIES = "%matplotlib inline\nprint(max_pool2d(torch.zeros(1, 1, 2, 2), 9))\nraise RuntimeError('my own try')"
SEES_TESTS = """
import glob, inspect, os, re, sys
found = []
for place in (os.getcwd(), os.path.expanduser('~'), '/', {course!r}, {root!r}):
    found += glob.glob(place + '/**/test_max_pool2d.py', recursive=True)[:9]
    found += glob.glob(place + '/**/solutions/**/max_pool2d.py', recursive=True)[:9]
for path in found:
    exec(open(path).read())
"""
FORGES_GRADES = """
import os, sqlite3
for place in (os.getcwd(), {course!r}):
    database = sqlite3.connect(place + '/gradebook.db')
    database.execute('UPDATE grade SET manual_score = 100, auto_score = 100')
    database.commit()
"""
PATCHES = """
import builtins, sys, unittest
torch.equal = torch.allclose = torch.testing.assert_close = lambda *args, **kwargs: True
builtins.all = builtins.any = builtins.isinstance = lambda *args: True
torch.Tensor.__eq__ = lambda *args: True
public_examples = lambda points: points
sys.modules['pytest'] = sys.modules['grader.judge'] = None
"""
WALKS = """
import gc, sys
frame = sys._getframe()
while frame:
    for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
        if getattr(value, '__name__', '').startswith('reference_'):
            max_pool2d = value.max_pool2d
    frame = frame.f_back
for value in gc.get_objects():
    if getattr(value, '__name__', '').startswith('reference_'):
        max_pool2d = value.max_pool2d
"""
WRONG = HEAD + "return x\n"


def the_class(course: Path) -> dict[str, Student]:
    """Return the students; `course` is the nbgrader course, which cheats reach for."""
    torchkata = load_course(ROOT)
    exercise = torchkata.find(NAME)
    variants = sorted((ROOT / "tests" / "variants" / EXERCISE).glob("*.py"))[:1]
    mistakes = load_mistakes(torchkata, exercise)[:2]
    places = {"course": str(course), "root": str(ROOT)}
    tricks = {"sees_tests": SEES_TESTS, "forges_grades": FORGES_GRADES, "patches": PATCHES, "walks": WALKS}
    cheats = {
        name: answered(WRONG.replace("return x", f"exec({text.format(**places)!r}, globals())\n    return x"))
        for name, text in tricks.items()
    }
    return {
        "right": answered(REFERENCE),
        **{f"variant_{path.stem}": answered(path.read_text(encoding="utf-8")) for path in variants},
        **{f"mistake_{one.slug.replace('-', '_')}": answered(one.source) for one in mistakes},
        "stub": Student(lambda notebook: None, STUB),
        "partly": answered(PARTLY),
        "syntax": answered("def max_pool2d(x:\n"),
        "raises": answered(REFERENCE + "\nraise RuntimeError('at the top')\n"),
        "loop": answered(HEAD + "while True:\n        pass\n"),
        "memory": answered(HEAD + "held = []\n    while True:\n        held.append(bytearray(100_000_000))\n"),
        "exits": answered(HEAD + "import os\n    os._exit(0)\n"),
        "warns": answered(REFERENCE + "\nimport warnings, sys\nwarnings.warn('odd')\nprint('odd', file=sys.stderr)\n"),
        "tries": answered(REFERENCE, added(TRIES, above="example-1"), added("this is no Python"), added("%%bash\nexit 1")),
        "helpers": Student(
            answered(USES_HELPERS, added(HELPERS), added(TRIES)).change, "\n\n".join([*HELPERS.split("\n\n"), USES_HELPERS])
        ),
        "elsewhere": Student(in_another_cell, MEAN),
        "own_module": answered("from mine import max_pool2d\n"),
        "forges_cells": answered(mistakes[1].source, claims_points),
        "loses_cells": answered(REFERENCE, loses_cells),
        "loses_metadata": answered(mistakes[1].source, loses_metadata),
        "shuffled": answered(REFERENCE, shuffles),
        "doubled": answered(REFERENCE, doubles),
        "markdown": answered(REFERENCE, writes_markdown),
        **cheats,
    }


def hand_in(released: Path, student: Student, target: Path) -> None:
    """Write a student's notebook."""
    notebook = json.loads(released.read_text(encoding="utf-8"))
    student.change(notebook)
    target.write_text(json.dumps(notebook), encoding="utf-8")

"""What every tool is given: three questions, their checks as text, and submissions of which no two files are alike. No torch."""

from __future__ import annotations

import ast
import random
import textwrap
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = ("to_nchw", "conv_output_size", "max_pool2d")
MIXTURE = {"right": 6, "wrong": 3, "stub": 1}
SEED = 1
IMPORTS = "import torch\nimport torch.nn.functional as F\n"
PLAIN = (
    IMPORTS
    + """from torch.testing import assert_close as same


def raises(function, kind):
    try:
        function()
    except kind:
        return
    raise AssertionError(f"no {kind.__name__}")
"""
)
"""What the checks stand on where a tool has nothing of its own for it."""


@dataclass(frozen=True)
class Check:
    """One check: its lines ask the answer by its name, e.g. `to_nchw(x)`."""

    name: str
    question: str
    points: int
    lines: str


@dataclass(frozen=True)
class Handed:
    """One submission: the text of each question's answer."""

    student: str
    answers: dict[str, str]

    @property
    def text(self) -> str:
        """All answers in one file."""
        return "\n\n".join(self.answers.values())


def checks() -> list[Check]:
    """Read the checks."""
    source = (FOLDER / "checks.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    points = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "POINTS"
    )
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            lines = "\n".join(source.splitlines()[node.body[0].lineno - 1 : node.end_lineno])
            found.append(Check(node.name, node.args.args[0].arg, points.get(node.name, 1), textwrap.dedent(lines) + "\n"))
    return found


def answer(question: str, kind: str) -> str:
    """Return the text of a `right` or `wrong` answer, or of the stub."""
    return (FOLDER / "answers" / question / f"{kind}.py").read_text(encoding="utf-8")


def submissions(count: int) -> list[Handed]:
    """Return submissions in a fixed mixture; a number makes each file another, for this grader judges equal files once."""
    draw = random.Random(SEED)
    kinds, weights = list(MIXTURE), list(MIXTURE.values())
    return [
        Handed(
            f"s{number:04}",
            {name: f"# {number}\n{answer(name, draw.choices(kinds, weights)[0])}" for name in NAMES},
        )
        for number in range(count)
    ]

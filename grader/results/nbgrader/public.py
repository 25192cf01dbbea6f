"""The public examples as code in a notebook: what gives points where plain nbgrader executes it. Text only. No torch."""

from __future__ import annotations

from collections.abc import Sequence

from grader.course.examples import TRACEBACK, Example
from grader.words.messages import Translate

CODE = """
import os
from math import inf, nan

import torch
from numpy import array, ndarray
from torch import device, tensor

EXAMPLES = [{examples}]


def agrees(got, gives):
    if isinstance(gives, (list, tuple)):
        return isinstance(got, (list, tuple)) and len(got) == len(gives) and all(map(agrees, got, gives))
    if isinstance(gives, dict):
        return got.keys() == gives.keys() and all(agrees(got[key], gives[key]) for key in gives)
    if isinstance(gives, (torch.Tensor, ndarray, float)):
        got, gives = torch.as_tensor(got).double(), torch.as_tensor(gives).double()
        return got.shape == gives.shape and torch.allclose(got, gives, rtol=1e-3, atol=1e-4, equal_nan=True)
    return got == gives


def meets(lines, gives, raises):
    names = dict(globals())
    try:
        exec("\\n".join(lines[:-1]), names)
        got = eval(lines[-1], names)
        return not raises and bool(agrees(got, gives()))
    except Exception as error:
        return type(error).__name__ == raises


def public_examples(points):
    execution = os.environ.get("NBGRADER_EXECUTION")
    if execution is None:
        return None
    unmet = [lines[-1] for lines, gives, raises in EXAMPLES if not meets(lines, gives, raises)]
    if execution == "validate":
        assert not unmet, "\\n".join(unmet)
    return points * (1 - len(unmet) / len(EXAMPLES)) if EXAMPLES else 0.0
"""


def public_examples_source(shown: Sequence[Example], translate: Translate) -> str:
    """Return the code of a cell that defines `public_examples(points)`: points by the share of examples that are met.

    It does nothing while a learner runs it, only where nbgrader executes or validates the notebook by itself.
    """
    text = "Nothing to do here: the examples above as code, for an nbgrader that works without this course's grader."
    entries = "".join(f"\n    ({list(one.lines)!r}, {_expected(one)})," for one in shown)
    return f"# {translate(text)}" + CODE.replace("{examples}", f"{entries}\n" if entries else "", 1).rstrip("\n")


def _expected(example: Example) -> str:
    if example.gives.startswith(TRACEBACK):
        return f"None, {example.gives.splitlines()[-1].partition(':')[0]!r}"
    return f"lambda: ({example.gives}), None"

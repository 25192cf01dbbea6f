"""Public examples: the doctest lines of a statement as a suite of their own, one criterion for each expected value. No torch."""

from __future__ import annotations

import ast
import doctest
from dataclasses import dataclass

from grader.course.catalogue import Course, Exercise
from grader.course.statements import paragraphs
from grader.words.errors import AuthoringError

TRACEBACK = "Traceback (most recent call last):"
# The words in which Python shows values; `make stubs` writes a file of them, none is evaluated here.
HEAD = '''\
"""Public examples of {id}, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion
'''
CRITERION = """

@criterion(title={title})
def test_example_{number}(example):
    example({lines}, {ending})
"""


@dataclass(frozen=True)
class Example:
    """An expression of a statement with the lines that lead to it, and what it gives, as Python writes it."""

    lines: tuple[str, ...]
    gives: str

    @property
    def title(self) -> str:
        """The expression on one line."""
        return " ".join(self.lines[-1].split())

    @property
    def ending(self) -> str:
        """What the call of `example` in a suite says of it."""
        if self.gives.startswith(TRACEBACK):
            return f"raises={self.gives.splitlines()[-1].partition(':')[0]!r}"
        return f"gives={self.gives}"


def examples(reference_text: str, *, where: str = "the reference") -> list[Example]:
    """Return the examples of a statement; lines without a value lead to all that follow. `where` names the file in errors.

    Raises:
        AuthoringError: a line is no Python, or shows a value and is no expression.
    """
    found: list[Example] = []
    setup: list[str] = []
    text = "\n\n".join(part for part in paragraphs(reference_text) if ">>>" in part)
    for part in doctest.DocTestParser().get_examples(text):
        source, gives = part.source.rstrip("\n"), part.want.rstrip("\n")
        _parse(source, where, "eval" if gives else "exec")
        _parse("" if gives.startswith(TRACEBACK) else gives, where)
        if gives:
            found.append(Example((*setup, source), gives))
        else:
            setup.append(source)
    return found


def example_suite(course: Course, exercise: Exercise) -> str:
    """Return the text of an exercise's suite of examples; "" where the statement shows no value."""
    shown = examples(course.reference(exercise).read_text(encoding="utf-8"), where=f"solutions/{exercise.id}.py")
    parts = [HEAD.format(id=exercise.id)] if shown else []
    for number, example in enumerate(shown, start=1):
        lines = "".join(f"\n        {line!r}," for line in example.lines)
        block = f"({lines}\n    )"
        parts.append(CRITERION.format(number=number, title=repr(example.title), lines=block, ending=example.ending))
    return "".join(parts)


def _parse(line: str, where: str, mode: str = "exec") -> None:
    try:
        ast.parse(line, mode=mode)
    except SyntaxError as error:
        text = "{file}: the example `{line}` is no Python, or shows a value and is no expression: {text}"
        raise AuthoringError(text, file=where, line=line, text=error.msg) from error

"""The cell that a learner completes, as a teacher's notebook holds it: the reference between nbgrader's markers. No torch."""

from __future__ import annotations

import ast

from grader.course.stubs import BEGIN, END, leaves_no_trace
from grader.words.errors import AuthoringError


def solution_source(reference_text: str, *, where: str = "the reference") -> str:
    """Return a reference without its statement, such that nbgrader's own ClearSolutions makes the stub of it.

    nbgrader puts its stub in place of each region, so one that must leave no trace (private functions) becomes a part of the
    region before it. `where` names the file in errors.

    Raises:
        AuthoringError: there is no region right before such a one.
    """
    lines: list[str] = []
    for line in _below_the_statement(reference_text):
        if line.strip() == BEGIN and leaves_no_trace(lines, line[: len(line) - len(line.lstrip())]):
            _reopen(lines, where)
        else:
            lines.append(line)
    return "\n".join(lines).strip("\n")


def _below_the_statement(reference_text: str) -> list[str]:
    tree = ast.parse(reference_text)
    first = tree.body[0].end_lineno if ast.get_docstring(tree) is not None else 0
    return reference_text.splitlines()[first:]


def _reopen(lines: list[str], where: str) -> None:
    """Take the end of the last region away."""
    last = next((number for number in reversed(range(len(lines))) if lines[number].strip()), None)
    if last is None or lines[last].strip() != END:
        text = "{file}: a notebook can't hide these private functions. Move them right behind the end of a function's solution."
        raise AuthoringError(text, file=where)
    del lines[last]

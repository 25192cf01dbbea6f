"""Stubs from annotated references: what a learner starts from, and whether they have started. No torch."""

from __future__ import annotations

import ast
import re

from grader.course.statements import statement
from grader.words.messages import Translate

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
MAX_SOURCE = 1024 * 1024


def stub_text(reference_text: str, translate: Translate) -> str:
    """Return the stub of a reference: each solution region inside a function becomes a line that raises.

    The statement, the module's docstring, is put into the language of `translate`.
    """
    lines: list[str] = []
    inside = False
    for line in _with_statement(reference_text, translate).splitlines():
        if line.strip() == BEGIN:
            inside = True
            indent = line[: len(line) - len(line.lstrip())]
            if indent:
                lines.append(f'{indent}raise NotImplementedError("Your code goes here")')
        elif line.strip() == END:
            inside = False
        elif not inside:
            lines.append(line)
    return re.sub(r"\n{3,}", "\n\n\n", "\n".join(lines).strip("\n")) + "\n"


def _with_statement(reference_text: str, translate: Translate) -> str:
    docstring = ast.get_docstring(ast.parse(reference_text), clean=False)
    if docstring is None:
        return reference_text
    return reference_text.replace(docstring, "\n\n".join(statement(reference_text, translate)) + "\n", 1)


def is_untouched(submission_text: str, stub_texts: tuple[str, ...]) -> bool:
    """Return whether a submission is still the stub, comments, docstrings and white space aside."""
    if submission_text in stub_texts:
        return True
    shape = _shape(submission_text)
    return shape is not None and shape in {_shape(text) for text in stub_texts}


def _shape(text: str) -> str | None:
    if len(text) > MAX_SOURCE:
        return None
    try:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and body and _is_docstring(body[0]):
                node.body = body[1:]
        return ast.dump(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)
    )

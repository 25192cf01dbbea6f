"""Statements: the module docstring of a reference, paragraph by paragraph, in either language. No torch."""

from __future__ import annotations

import ast

from grader.words.messages import Translate


def paragraphs(reference_text: str) -> list[str]:
    """Return the paragraphs of a reference's module docstring."""
    docstring = ast.get_docstring(ast.parse(reference_text)) or ""
    return [paragraph for paragraph in docstring.split("\n\n") if paragraph.strip()]


def is_code(paragraph: str) -> bool:
    """Return whether a paragraph is an indented example, which stays as it is in every language."""
    return all(line.startswith("    ") for line in paragraph.splitlines() if line.strip())


def statement(reference_text: str, translate: Translate) -> list[str]:
    """Return the paragraphs of a statement in a language."""
    return [part if is_code(part) else translate(part) for part in paragraphs(reference_text)]

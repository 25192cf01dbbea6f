"""Stubs from annotated references: what a learner starts from, and whether they have started. No torch."""

from __future__ import annotations

import ast
import functools
import re

from grader.course.statements import statement
from grader.words.errors import AuthoringError
from grader.words.messages import Translate

STUB_TEXT = "Your code goes here"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
MAX_SOURCE = 64 * 1024  # a hostile megabyte of `a,a,a` would parse into hundreds of megabytes


def stub_text(reference_text: str, translate: Translate, *, where: str = "the reference") -> str:
    """Return the stub of a reference: each solution region inside a function becomes a line that raises, others go.

    The statement, the module's docstring, is put into the language of `translate`; `where` names the file in errors.

    Raises:
        AuthoringError: a region is not opened or not closed: rather no stub than one that shows an answer.
    """
    lines: list[str] = []
    opened = 0
    source = _with_statement(reference_text, translate)
    for number, line in enumerate(source.splitlines(), start=1):
        marker = line.strip()
        if "BEGIN SOLUTION" in line or "END SOLUTION" in line:
            if marker != (END if opened else BEGIN):
                raise _unbalanced(where, number, marker)
            opened = 0 if opened else number
            indent = line[: len(line) - len(line.lstrip())]
            if opened and not leaves_no_trace(lines, indent):
                lines.append(f'{indent}raise NotImplementedError("{STUB_TEXT}")')
        elif not opened:
            lines.append(line)
    if opened:
        raise _unbalanced(where, opened, BEGIN)
    return re.sub(r"\n{3,}", "\n\n\n", "\n".join(lines).strip("\n")) + "\n"


def leaves_no_trace(lines: list[str], indent: str) -> bool:
    """Return whether a region with this indentation, below these lines, is gone from the stub: private functions, methods."""
    return not indent or _in_class_body(lines, indent)


def _in_class_body(lines: list[str], indent: str) -> bool:
    """Whether the block that goes on with this indentation is a class's."""
    outer = (line for line in reversed(lines) if line.strip() and len(line) - len(line.lstrip()) < len(indent))
    return next(outer, "").lstrip().startswith("class ")


def _unbalanced(where: str, number: int, marker: str) -> AuthoringError:
    return AuthoringError(
        "{file}, line {line}: '{marker}' has no partner. Each region opens with '{begin}' and closes with '{end}'.",
        file=where,
        line=number,
        marker=marker,
        begin=BEGIN,
        end=END,
    )


def _with_statement(reference_text: str, translate: Translate) -> str:
    docstring = ast.get_docstring(ast.parse(reference_text), clean=False)
    if docstring is None:
        return reference_text
    return reference_text.replace(docstring, "\n\n".join(statement(reference_text, translate)) + "\n", 1)


def is_untouched(submission_text: str, stub_texts: tuple[str, ...]) -> bool:
    """Return whether a submission is still a stub, comments, docstrings and white space aside: today's or an older one.

    A stub of an older course may say other things, but nothing in it is written: each function only raises.
    """
    if submission_text in stub_texts:
        return True
    if "NotImplementedError" not in submission_text:  # most submissions: they need not be parsed
        return False
    tree = _bare_tree(submission_text)
    if tree is None:
        return False
    return _holds_nothing(tree) or ast.dump(tree) in map(_bare_dump, stub_texts)


@functools.lru_cache(maxsize=256)  # a class is compared with the same few stubs again and again
def _bare_dump(text: str) -> str:
    tree = _bare_tree(text)
    return ast.dump(tree) if tree else ""


def _bare_tree(text: str) -> ast.Module | None:
    if len(text) > MAX_SOURCE:
        return None
    try:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and body and _is_docstring(body[0]):
                node.body = body[1:]
        ast.dump(tree)  # what is too deep to be looked at is no stub
        return tree
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _holds_nothing(tree: ast.Module) -> bool:
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))]
    rest = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))]
    parts = [part for node in tree.body if isinstance(node, ast.ClassDef) for part in node.body]
    plain = all(isinstance(part, ast.FunctionDef) for part in parts)
    return bool(functions) and not rest and plain and all(_only_raises(function) for function in functions)


def _only_raises(function: ast.AST) -> bool:
    """Whether nothing stands before the line that raises but a constructor's call of its parent."""
    match function:
        case ast.FunctionDef(body=[*before, ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError")))]):
            return [ast.unparse(line) for line in before] in ([], ["super().__init__()"])
    return False


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)
    )

"""Statements of a cell's code with the names that they bind, read and change: what an answer needs. Only parses. No torch."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What parsing a learner's text may raise: no Python, a null byte, nested too deep."""

LINE_END = re.compile(r"\r\n|\r|\n")  # as Python counts lines: a form feed ends none
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Statement:
    """One statement of a cell, as text."""

    text: str
    binds: frozenset[str]
    reads: frozenset[str]
    changes: frozenset[str]  # names whose value it works on: `table[0] = 1`, `table.append(1)`
    defines: str | None  # the name, where it is a function or class
    imports_all: bool

    @property
    def assigns(self) -> frozenset[str]:
        """The names to which it gives a value that is no import, function or class."""
        plain = self.defines is None and not self.text.startswith(("import ", "from "))
        return self.binds if plain else frozenset()


def statements(text: str) -> list[Statement]:
    """Return the statements of a text.

    Raises:
        UNREADABLE: it is no Python, or too deep to look at.
    """
    nodes = ast.parse(text).body
    lines = [line.encode() for line in LINE_END.split(text)]  # columns count bytes
    return [_statement(_segment(lines, node), node) for node in nodes]


def _segment(lines: list[bytes], node: ast.stmt) -> str:
    start, column = node.lineno - 1, node.col_offset
    if isinstance(node, Definition) and node.decorator_list:  # they stand above, on lines of their own
        start, column = node.decorator_list[0].lineno - 1, 0
    end = node.end_lineno or node.lineno
    *above, last = lines[start:end]
    segment = [*above, last[: node.end_col_offset]]
    return b"\n".join([segment[0][column:], *segment[1:]]).decode()


def _statement(text: str, node: ast.stmt) -> Statement:
    table = symtable.symtable(text, "cell", "exec")
    symbols = table.get_symbols()
    binds = {one.get_name() for one in symbols if one.is_assigned() or one.is_imported() or one.is_namespace()}
    return Statement(
        text,
        frozenset(binds),
        frozenset(_reads(table)),
        frozenset(_changes(node)),
        node.name if isinstance(node, Definition) else None,
        isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names),
    )


def _reads(table: symtable.SymbolTable) -> Iterator[str]:
    outermost = table.get_type() == "module"
    yield from (one.get_name() for one in table.get_symbols() if one.is_referenced() and (outermost or one.is_global()))
    for inner in table.get_children():
        yield from _reads(inner)


def _changes(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, Definition):
        return
    for part in ast.walk(node):
        match part:
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                yield from _root(part)
            case ast.Call(func=ast.Attribute() as function):
                yield from _root(function)


def _root(node: ast.expr) -> Iterator[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id

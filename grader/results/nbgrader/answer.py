"""From a notebook's cells to one module: the answer's cell and what it needs of the learner's other cells. No torch."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.course.stubs import MAX_SOURCE
from grader.results.nbgrader.statements import UNREADABLE, Statement, statements
from grader.words.messages import Message

TRANSPARENT = ("%%check", "%%time", "%%timeit", "%%capture", "%%prun")  # what follows the first line is the cell's code
MOST_NOTES = 10
MOST_OF_OTHERS = 2 * MAX_SOURCE
MOST_MAGICS = 30  # each costs IPython a look through the whole cell
MAGIC_SIGN = re.compile(r"^[ \t]*[%!?]|[=?][ \t]*[%!?]|\?[ \t]*$", re.MULTILINE)
MAGIC_LINE = re.compile(r"^([ \t]*)get_ipython\(\)\.\w+\(.*\)$", re.MULTILINE)


@dataclass(frozen=True)
class OwnCell:
    """A code cell that the learner wrote; the `answer` is taken whole, of the others what is needed."""

    source: str
    answer: bool = False


@dataclass(frozen=True)
class Answer:
    """The text to judge as the exercise's file, whether it is more than one cell as it stands, and what a person should know."""

    text: str
    composed: bool = False
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class _Part:
    """A cell that is taken whole, or one statement of another cell."""

    text: str
    statements: tuple[Statement, ...]
    whole: bool


def taught_names(stub_text: str) -> frozenset[str]:
    """Return the functions and classes that an exercise asks for."""
    return frozenset(node.name for node in ast.parse(stub_text).body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))


def answer_text(cells: Sequence[OwnCell], names: frozenset[str], *, rerun: bool = False) -> Answer:
    """Return one module of cells in their order: the answer, and of other cells what defines something that it needs.

    Needed are the `names` that the exercise asks for and what needed code reads. Calls, prints, plots and magics are left
    out: they are the learner's own tries, and an exception in them is nobody's business. With `rerun` a cell may have been run
    many times, and of each function and class only the last definition is taken.
    """
    notes: list[Message] = []
    parts: list[_Part] = []
    for cell in _within_limits(cells, notes):
        source = python_of(cell.source, notes)
        found = _parsed(source)
        if cell.answer:
            parts.append(_Part(source, found or (), True))
        elif found is None:
            text = "a cell that is no Python was left out; it begins with: {line}"
            notes.append(Message(text, {"line": _beginning(source)}))
        else:
            parts += [_Part(one.text, (one,), False) for one in found]
    kept = _needed(parts, names)
    if rerun:
        kept = _last_definitions(kept)
    if len(kept) == 1 and kept[0].whole:
        return Answer(kept[0].text, notes=tuple(_once(notes)))
    return Answer("\n\n".join(part.text for part in kept).strip("\n") + "\n", bool(kept), tuple(_once(notes)))


def _within_limits(cells: Sequence[OwnCell], notes: list[Message]) -> list[OwnCell]:
    """Return the answer and the last of the other cells: looking through them takes time, and there may be megabytes."""
    kept: list[OwnCell] = []
    size = 0
    for cell in reversed(cells):
        size += 0 if cell.answer else len(cell.source)
        if cell.answer or size <= MOST_OF_OTHERS:
            kept.append(cell)
    if len(kept) < len(cells):
        text = "the other cells are longer than {size} characters, and the first of them were left out"
        notes.append(Message(text, {"size": MOST_OF_OTHERS}))
    return kept[::-1]


def _once(notes: Sequence[Message]) -> list[Message]:
    kept: list[Message] = []
    for note in notes:
        if note not in kept and len(kept) < MOST_NOTES:
            kept.append(note)
    return kept


def python_of(source: str, notes: list[Message]) -> str:
    """Return a cell's text as Python; IPython's magics are taken out of it, and told in `notes`."""
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith(TRANSPARENT):
        source = rest
    elif first.startswith("%%"):
        notes.append(Message("a cell of {magic} was left out: it is no Python", {"magic": first.split()[0]}))
        return ""
    if _parsed(source) is not None:  # `%` may begin a line of plain Python, too
        return source
    plain = MAGIC_LINE.sub(r"\1pass", changed := _without_syntax_of_ipython(source))
    if plain == changed:
        return source
    notes.append(Message("magics (lines that begin with % or !) are not run in grading"))
    return plain


def _without_syntax_of_ipython(source: str) -> str:
    if len(source) > MAX_SOURCE or len(MAGIC_SIGN.findall(source)) > MOST_MAGICS:
        return source
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return TransformerManager().transform_cell(source)
    except Exception:  # not ours, on a text that may be anything: then it stays what it is, no Python
        return source


def _parsed(source: str) -> tuple[Statement, ...] | None:
    if len(source) > MAX_SOURCE:
        return None
    try:
        return tuple(statements(source))
    except UNREADABLE:
        return None


def _beginning(source: str) -> str:
    return next((line.strip() for line in source.splitlines() if line.strip()), "")[:60]


def _needed(parts: Sequence[_Part], names: frozenset[str]) -> list[_Part]:
    """Return, in order, the parts that are taken whole and those that give them, or `names`, something that they read."""
    servants = _servants(parts)
    taken = {place for place, part in enumerate(parts) if part.whole or part.statements[0].imports_all}
    waiting = set(names)
    for place in taken:
        waiting |= _asks(parts[place])
    known: set[str] = set()
    while waiting:
        known.add(name := waiting.pop())
        for place in servants[name] - taken:
            taken.add(place)
            waiting |= _asks(parts[place]) - known
    return [part for place, part in enumerate(parts) if place in taken]


def _servants(parts: Sequence[_Part]) -> defaultdict[str, set[int]]:
    """Return by name the parts that give it its value or, where it was assigned, change what it holds."""
    assigned = {name for part in parts for one in part.statements for name in one.assigns}
    found: defaultdict[str, set[int]] = defaultdict(set)
    for place, part in enumerate(parts):
        for one in part.statements:
            for name in one.binds | (one.changes & assigned):
                found[name].add(place)
    return found


def _asks(part: _Part) -> set[str]:
    """Return what a part reads; of a cell that is taken whole also what it defines: a later cell may define it better."""
    return {name for one in part.statements for name in (one.reads | one.binds if part.whole else one.reads)}


def _last_definitions(parts: Sequence[_Part]) -> list[_Part]:
    """Leave out functions and classes that are defined again before anything reads them."""
    kept: list[_Part] = []
    again: set[str] = set()
    for part in reversed(parts):
        for one in part.statements:
            if part.whole or one.defines is None or one.defines not in again:
                kept.append(part)
                again -= one.reads
            again |= {one.defines} if one.defines else set()
    return kept[::-1]

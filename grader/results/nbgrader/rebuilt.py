"""A handed-in notebook, built anew from the handed-out one: of the learner's file only cells' texts are taken. No torch."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.results.nbgrader import marks
from grader.results.nbgrader.notebook import Cell, Notebook, source_of
from grader.words.messages import Message

OWN = "own"
"""The role, in our metadata, of a cell that the learner added."""


@dataclass(frozen=True)
class Handed:
    """One cell of a handed-in notebook: the grade id that it claims, its kind, its text."""

    name: str | None
    kind: str
    source: str


def rebuild(source: Notebook, handed_in: Notebook) -> tuple[Notebook, list[Message]]:
    """Return the notebook `source` with a learner's texts in it, and what a person should know of the differences.

    Solutions come from the cells that claim to be them (the last one, as in nbgrader; copies count as own cells), locked cells
    from `source`, whatever was done to them. Own cells stand before or after the answer, in their order. Metadata,
    attachments, outputs and HTML of the learner's are left behind: they would be shown in the teacher's browser.
    """
    template = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in source["cells"] if cell["metadata"].get("nbgrader")}
    handed = list(_handed(handed_in))
    last = {cell.name: place for place, cell in enumerate(handed) if cell.name in template}
    notes = list(_notes(template, handed, last))
    answer = last.get(marks.ANSWER, len(handed))
    unnamed = {(cell["cell_type"], source_of(cell)) for cell in source["cells"] if not cell["metadata"].get("nbgrader")}
    own = [place for place, cell in enumerate(handed) if _is_own(cell, place, template, last)]
    own = [place for place in own if (handed[place].kind, handed[place].source) not in unnamed]
    cells: list[Cell] = []
    for cell in source["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        around = own if name == marks.ANSWER else []
        cells += [_own_cell(handed[place], place) for place in around if place < answer]
        cells.append(_filled(cell, handed[last[name]] if name in last else None))
        cells += [_own_cell(handed[place], place) for place in around if place > answer]
    return {**copy.deepcopy(source), "cells": cells}, notes


def is_rebuilt(notebook: Notebook, source: Notebook) -> bool:
    """Return whether a notebook's cells are those of `source` by name, kind of cell and points."""
    return _claims(notebook) == _claims(source)


def is_solution(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell is the learner's to complete."""
    about = cell["metadata"].get("nbgrader", {})
    return bool(about.get("solution"))


def is_test(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell gets points by what executing it gives."""
    return bool(cell["metadata"].get("nbgrader", {}).get("grade")) and not is_solution(cell)


def _claims(notebook: Notebook) -> list[list[object]]:
    named = [about for cell in notebook["cells"] if (about := cell["metadata"].get("nbgrader"))]
    return [[about.get(key) for key in ("grade_id", "grade", "solution", "locked", "points")] for about in named]


def _handed(notebook: Notebook) -> Iterator[Handed]:
    for cell in notebook["cells"]:
        about = cell.get("metadata")
        about = about.get("nbgrader") if isinstance(about, Mapping) else None
        name = about.get("grade_id") if isinstance(about, Mapping) else None
        yield Handed(name if isinstance(name, str) else None, str(cell["cell_type"]), str(cell["source"]))


def _is_own(cell: Handed, place: int, template: Mapping[str, Cell], last: Mapping[str | None, int]) -> bool:
    """Whether a cell is the learner's: one that was added, or a copy of one to complete."""
    if cell.name is None or cell.name not in template:
        return cell.kind in ("code", "markdown") and bool(cell.source.strip())
    return is_solution(template[cell.name]) and last[cell.name] != place


def _filled(cell: Cell, handed: Handed | None) -> Cell:
    """Return a cell of the source; one to complete has the learner's text."""
    new: Cell = copy.deepcopy(cell)
    if is_solution(cell):
        new["source"] = _harmless(handed.source, cell["cell_type"]) if handed is not None else ""
    if new["cell_type"] == "code":
        new["outputs"], new["execution_count"] = [], None
    return new


def _own_cell(handed: Handed, place: int) -> Cell:
    cell: Cell = {"id": f"{OWN}-{place}", "cell_type": handed.kind, "metadata": {marks.OURS: {"role": OWN}}}
    if handed.kind == "code":
        return cell | {"source": handed.source, "outputs": [], "execution_count": None}
    return cell | {"source": _harmless(handed.source, handed.kind)}


def _harmless(source: str, kind: str) -> str:
    """Return a cell's text; Markdown without HTML, in which a script would run as the teacher."""
    return source if kind == "code" else source.replace("<", "&lt;")


def _notes(template: Mapping[str, Cell], handed: Sequence[Handed], last: Mapping[str | None, int]) -> Iterator[Message]:
    if marks.ANSWER not in last:
        text = "the answer's cell is missing: it was deleted or its metadata was; what other cells define was judged"
        yield Message(text)
    missing = [name for name, cell in template.items() if name not in last and name != marks.ANSWER and cell]
    if missing:
        yield Message("missing cells were put back: {names}", {"names": ", ".join(missing)})
    names = [cell.name for cell in handed if cell.name in template]
    double = sorted({str(name) for name in names if names.count(name) > 1})
    if double:
        yield Message("cells stood there more than once, and the last one counts: {names}", {"names": ", ".join(double)})
    order = [name for name in template if name in last]
    if sorted(order, key=lambda name: last[name]) != order:
        yield Message("cells were moved; they are graded in the order in which they were handed out")
    locked = [name for name in order if not is_solution(template[name])]
    changed = [name for name in locked if handed[last[name]].source != template[name]["source"]]
    if changed:
        text = "locked cells were changed, and what was handed out counts: {names}"
        yield Message(text, {"names": ", ".join(changed)})

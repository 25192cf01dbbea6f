"""An exercise as a notebook, from the same source as its stub: what a teacher's `source/` holds. No torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from grader.course.catalogue import Course, Exercise
from grader.course.examples import TRACEBACK, Example, examples
from grader.course.pages import statement_markdown
from grader.results.nbgrader import marks
from grader.results.nbgrader.public import public_examples_source
from grader.results.nbgrader.solution import solution_source
from grader.words.messages import Message, Translate
from grader.words.verdict import CriterionResult

Cell = dict[str, Any]
Notebook = dict[str, Any]


def notebook(course: Course, exercise: Exercise, criteria: Sequence[CriterionResult], translate: Translate) -> Notebook:
    """Return the notebook of an exercise, in nbformat 4: only the answer's cell is the learner's, the others are locked."""
    reference = course.reference(exercise).read_text(encoding="utf-8")
    where = f"solutions/{exercise.id}.py"
    cells = list(_cells(course, exercise, criteria, translate, solution_source(reference, where=where)))
    about = {"schema": marks.SCHEMA, "exercise": exercise.id, "digest": digest(cells)}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, marks.OURS: about}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def notebook_bytes(content: Notebook) -> bytes:
    """Return a notebook as its file."""
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def digest(cells: Sequence[Cell]) -> str:
    """Return a hash of what cells say, to see whether a teacher changed them."""
    said = [[cell["cell_type"], source_of(cell), cell["metadata"].get("nbgrader")] for cell in cells]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def source_of(cell: Cell) -> str:
    """Return a cell's text, which a file may hold as lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def points(content: Notebook) -> dict[str, float]:
    """Return the points of the cells that are graded, by id."""
    found = (cell["metadata"].get("nbgrader", {}) for cell in content["cells"])
    return {one["grade_id"]: float(one["points"]) for one in found if one.get("grade")}


def _cells(
    course: Course, exercise: Exercise, criteria: Sequence[CriterionResult], translate: Translate, solution: str
) -> Iterator[Cell]:
    shown = examples(course.reference(exercise).read_text(encoding="utf-8"), where=f"solutions/{exercise.id}.py")
    statement = [f"# {exercise.name}", *statement_markdown(course, exercise, translate)]
    yield _markdown(marks.STATEMENT, statement)
    yield _cell(marks.ANSWER, "code", solution, solution=True)
    yield _cell(marks.CHECK, "code", f"%load_ext grader\n%check {exercise.name}", locked=True)
    if shown:
        text = "Run these cells on your answer: what each must give stands in its last line."
        yield _markdown(marks.EXAMPLES, [f"## {translate('Examples')}", translate(text)])
    yield from _example_cells(shown)
    text = "One cell for each criterion. Your answer is judged when you hand in; `%check {name}` shows now how it stands."
    said = Message(text, {"name": exercise.name}).render(translate)
    yield _markdown(marks.POINTS, [f"## {translate('Points')}", said])
    yield _cell(marks.PUBLIC, "code", public_examples_source(shown, translate), locked=True)
    yield from (_criterion_cell(one, translate) for one in criteria if one.max_points > 0)  # a GPU's side earns nothing


def _example_cells(shown: Sequence[Example]) -> Iterator[Cell]:
    """Yield a cell for each example, with the lines that lead to it where they are new."""
    before: tuple[str, ...] = ()
    for number, example in enumerate(shown, start=1):
        *setup, call = example.lines
        lines = [*setup[len(before) :], call, *_gives(example)]
        before = tuple(setup)
        yield _cell(f"{marks.EXAMPLE}{number}", "code", "\n".join(lines), locked=True)


def _gives(example: Example) -> list[str]:
    shown = example.gives.splitlines()
    return [f"# {line}" for line in (shown[-1:] if example.gives.startswith(TRACEBACK) else shown)]


def _criterion_cell(criterion: CriterionResult, translate: Translate) -> Cell:
    title = " ".join(criterion.title.render(translate).split())
    source = f"# {title}\npublic_examples(points={criterion.max_points!r})"
    cell = _cell(marks.criterion_id(criterion.name), "code", source, locked=True, grade=True, points=criterion.max_points)
    cell["metadata"][marks.OURS] = {"criterion": criterion.name}
    return cell


def _markdown(name: str, parts: Sequence[str]) -> Cell:
    return _cell(name, "markdown", "\n\n".join(parts), locked=True)


def _cell(name: str, kind: str, source: str, *, solution: bool = False, locked: bool = False, **more: Any) -> Cell:
    about = {"schema_version": 3, "grade_id": name, "grade": False, "solution": solution, "locked": locked, "task": False}
    cell: Cell = {"id": name[:64], "cell_type": kind, "metadata": {"nbgrader": about | more}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})

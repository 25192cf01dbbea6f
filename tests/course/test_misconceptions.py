"""What learners get wrong is caught: every entry names what an answer of that belief fails, or says why none does."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.course.catalogue import load_course

ROOT = Path(__file__).resolve().parents[2]
COURSE = load_course(ROOT)
ENTRIES: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "misconceptions.toml").read_text(encoding="utf-8"))["entries"]
COUNT = 144


def test_the_catalogue_is_complete() -> None:
    """Numbered without a gap, each belief told once."""
    assert [entry["number"] for entry in ENTRIES] == list(range(1, COUNT + 1))
    assert len({entry["belief"] for entry in ENTRIES}) == COUNT


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["number"]))
def test_each_entry_is_caught_or_explained(entry: dict[str, Any]) -> None:
    """Its mistakes are files, its criteria are tests of the suite; without either there is a reason."""
    if "why_not" in entry:
        assert entry["why_not"] and not entry.keys() & {"exercise", "mistakes", "criteria"}
        return
    exercise = COURSE.find(entry["exercise"])
    known = {path.stem for path in COURSE.mistakes(exercise)}
    suite = ast.parse(COURSE.suite(exercise).read_text(encoding="utf-8"))
    criteria = {node.name.removeprefix("test_") for node in suite.body if isinstance(node, ast.FunctionDef)}
    assert entry.get("mistakes") or entry.get("criteria")
    assert set(entry.get("mistakes", ())) <= known
    assert set(entry.get("criteria", ())) <= criteria

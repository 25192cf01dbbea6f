"""Stubs and pages are generated from the references, and fresh."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.course.catalogue import Exercise, load_course
from grader.course.language import translator
from grader.course.pages import PAGES, page_text
from grader.course.stubs import is_untouched, stub_text
from grader.words.messages import english

COURSE = load_course(Path(__file__).resolve().parents[2])


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_stub_is_fresh(exercise: Exercise) -> None:
    """exercises/ holds what `make stubs` writes, which parses and holds no line of a solution region."""
    text = COURSE.reference(exercise).read_text(encoding="utf-8")
    stub = stub_text(text, english)
    assert COURSE.stub(exercise).read_text(encoding="utf-8") == stub, "run `make stubs`"
    ast.parse(stub)
    assert "SOLUTION" not in stub


def test_pages_are_fresh() -> None:
    """The chapter pages hold the statements of today in both languages."""
    for chapter in COURSE.chapters:
        for language, name in PAGES.items():
            page = COURSE.root / "exercises" / chapter.id / name
            assert page.read_text(encoding="utf-8") == page_text(COURSE, chapter, translator(language, COURSE.root)), (
                "run `make stubs`"
            )


def test_untouched_means_no_code_was_changed() -> None:
    """Comments, docstrings and white space are no start; code is; broken code is."""
    stub = '"""Task."""\n\n\ndef f(x):\n    """Do."""\n    raise NotImplementedError("Your code goes here")\n'
    assert is_untouched(stub + "# thinking\n\n", (stub,))
    assert is_untouched(stub.replace("Task.", "任务。"), (stub,))
    assert not is_untouched(stub.replace("raise NotImplementedError", "return"), (stub,))
    assert not is_untouched(stub + "(", (stub,))
    assert not is_untouched("(" * 100_000, (stub,))

"""Stubs and pages are generated from the references, and fresh."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.course.catalogue import Exercise, load_course
from grader.course.language import translator
from grader.course.pages import PAGES, page_text
from grader.course.stubs import BEGIN, END, MAX_SOURCE, is_untouched, stub_text
from grader.judge.suite import load_trusted
from grader.words.errors import AuthoringError
from grader.words.messages import english

COURSE = load_course(Path(__file__).resolve().parents[2])


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_stub_is_fresh(exercise: Exercise) -> None:
    """exercises/ holds what `make stubs` writes, which parses and holds no line of a solution region."""
    text = COURSE.reference(exercise).read_text(encoding="utf-8")
    stub = stub_text(text, english)
    assert COURSE.stub(exercise).read_text(encoding="utf-8") == stub, "run `make stubs`"
    assert stub.splitlines()[0] == f"# Check your work: make check EX={exercise.name}"
    for language in ("en", "zh"):
        written = stub_text(text, translator(language, COURSE.root))
        ast.parse(written)
        assert "SOLUTION" not in written
        assert is_untouched(written, (stub,)), "a stub in either language is no start"


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_stub_can_be_imported(exercise: Exercise) -> None:
    """A stub imports without an error and offers the reference's public names; no private helper is left in it."""
    stub = load_trusted(COURSE.stub(exercise), f"stub_{exercise.name}")
    reference = ast.parse(COURSE.reference(exercise).read_text(encoding="utf-8"))
    names = [node.name for node in reference.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    assert [name for name in names if hasattr(stub, name)] == [name for name in names if name[0] != "_"]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["x = 1", END], 2),
        ([BEGIN, "x = 1"], 1),
        ([BEGIN, "x = 1", BEGIN, END], 3),
        (["x = 1", "# BEGIN SOLUTION", "y = 2", END], 2),
    ],
)
def test_a_region_without_a_partner_is_refused(lines: list[str], line: int) -> None:
    """An answer is never shown because a marker was forgotten or misspelt: the author is told the line."""
    with pytest.raises(AuthoringError, match=f"a.py, line {line}:"):
        stub_text("\n".join(lines), english, where="a.py")


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


def test_a_stub_of_an_older_course_is_no_start() -> None:
    """Other signatures and words than today's, and nothing written: not started. One written function is a start."""
    stub = "import torch\n\n\ndef f(x):\n    raise NotImplementedError(\"Your code goes here\")\n"
    method = '\n\nclass A:\n    """Old."""\n\n    def g(self):\n        raise NotImplementedError("Here")\n'
    older = stub.replace("f(x)", "f(x, y=1)") + method
    assert is_untouched(older, (stub,))
    assert not is_untouched(older.replace('raise NotImplementedError("Here")', "return 1"), (stub,))
    assert not is_untouched(older + "started = True\n", (stub,))
    assert not is_untouched("import torch\n", (stub,))


@pytest.mark.parametrize(
    "text",
    ["(" * 50_000, "a" + ".b" * 30_000, "-" * 60_000 + "1", "1" + "+1" * 30_000, "x = 1\0", "a," * MAX_SOURCE, "\ud800"],
    ids=["brackets", "attributes", "signs", "sums", "nul", "long", "surrogate"],
)
def test_hostile_text_is_a_start(text: str) -> None:
    """Text that is no Python, is too deep or too long to parse is a submission like any other, never an exception."""
    stub = "def f(x):\n    raise NotImplementedError\n"
    assert not is_untouched(text, (stub,))
    assert not is_untouched(stub + text, (stub,))


def test_a_private_method_leaves_no_trace() -> None:
    """A region in a class's body goes; one in a method becomes the line that raises."""
    text = f"class A:\n    def f(\n        self,\n    ):\n        {BEGIN}\n        return self._g()\n        {END}\n\n"
    text += f"    {BEGIN}\n    def _g(self):\n        return 1\n\n    {END}\n"
    assert stub_text(text, english) == (
        'class A:\n    def f(\n        self,\n    ):\n        raise NotImplementedError("Your code goes here")\n'
    )

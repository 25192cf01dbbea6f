"""Statements: paragraphs of a reference's docstring, code left alone, whole in both languages; their examples hold."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.course.catalogue import Exercise, load_course
from grader.course.language import translator
from grader.course.pages import page_text
from grader.course.statements import is_code, paragraphs, statement
from grader.words.messages import english

COURSE = load_course(Path(__file__).resolve().parents[2])
BY_NAME = pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
SMALL = '"""One\nsentence.\n\n    f(1) -> 2\n\nAnother.\n"""\n'


def source(exercise: Exercise) -> str:
    return COURSE.reference(exercise).read_text(encoding="utf-8")


def test_paragraphs_keep_their_lines() -> None:
    """A blank line ends a paragraph; line breaks inside one, and a leading comment, change nothing."""
    assert paragraphs("# a comment\n" + SMALL) == ["One\nsentence.", "    f(1) -> 2", "Another."]
    assert paragraphs("x = 1\n") == []


def test_code_is_not_translated() -> None:
    """Indented examples stay as they are, text goes through the catalogue."""
    assert statement(SMALL, lambda text, /: text.upper()) == ["ONE\nSENTENCE.", "    f(1) -> 2", "ANOTHER."]
    assert is_code("    a\n    b") and not is_code("a\n    b")


@BY_NAME
def test_a_statement_tells_the_task(exercise: Exercise) -> None:
    """Each statement has a worked example and names every public function and class, each of which has a docstring."""
    text, tree = "\n\n".join(paragraphs(source(exercise))), ast.parse(source(exercise))
    assert "Example" in text
    public = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name[0] != "_"]
    assert public
    for node in public:
        assert f"`{node.name}(" in text and ast.get_docstring(node), node.name


@BY_NAME
def test_signatures_are_annotated(exercise: Exercise) -> None:
    """Every public function says what it takes and gives; those inside functions are nobody's business."""
    tree = ast.parse(source(exercise))
    for node in (*tree.body, *(part for one in tree.body if isinstance(one, ast.ClassDef) for part in one.body)):
        if isinstance(node, ast.FunctionDef) and (node.name[0] != "_" or node.name.startswith("__")):
            assert node.returns is not None, node.name
            missing = [one.arg for one in node.args.args if one.annotation is None and one.arg not in ("self", "writer")]
            assert missing == [], node.name


def test_pages_hold_every_statement() -> None:
    """A chapter's page has each exercise's paragraphs, in the page's language, and the command that checks it."""
    for chapter in COURSE.chapters:
        for translate in (english, translator("zh", COURSE.root)):
            page = page_text(COURSE, chapter, translate)
            for exercise in chapter.exercises:
                assert f"make check EX={exercise.name}" in page
                for part in statement(source(exercise), translate):
                    assert is_code(part) or part in page


def test_every_chapter_has_a_lesson() -> None:
    """Its page teaches before it asks: some screens, with an example in a fence and links to PyTorch's pages."""
    for chapter in COURSE.chapters:
        text = COURSE.lesson(chapter).read_text(encoding="utf-8")
        assert 30 <= len(text.splitlines()) <= 200, chapter.id
        assert "```" in text and "https://docs.pytorch.org/" in text and not text.startswith("# "), chapter.id

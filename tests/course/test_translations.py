"""Everything a learner reads has its Chinese: statements, titles, hints, the program's messages."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from grader.course.catalogue import load_course
from grader.course.language import COURSE, PROGRAM, pick_language, translator
from grader.course.mistakes import load_mistakes
from grader.course.pages import lesson
from grader.course.statements import is_code, paragraphs
from grader.judge.settle import _EXPLANATIONS
from grader.words.messages import Message, english

ROOT = Path(__file__).resolve().parents[2]


def course_ids() -> Iterator[str]:
    course = load_course(ROOT)
    for chapter in course.chapters:
        yield chapter.title
        yield from (part for part in lesson(course, chapter, english) if not part.startswith("```"))
    for exercise in course.exercises:
        for mistake in load_mistakes(course, exercise):
            yield from (mistake.belief, mistake.rule)
        yield from (
            part
            for part in paragraphs(course.reference(exercise).read_text(encoding="utf-8"))
            if not is_code(part) and not part.startswith("`ImageFolder")
        )
        for node in ast.walk(ast.parse(course.suite(exercise).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "criterion":
                yield from (word.value.value for word in node.keywords if isinstance(getattr(word.value, "value", None), str))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Message":
                yield from (str(text.value) for text in node.args[:1] if isinstance(text, ast.Constant))
            for word in node.keywords if isinstance(node, ast.Call) else ():
                if word.arg == "what" and isinstance(word.value, ast.Constant):
                    yield str(word.value.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "expect" and isinstance(node.args[1], ast.Constant):
                yield str(node.args[1].value)


def program_ids() -> Iterator[str]:
    yield from (text for text, _ in _EXPLANATIONS.values())
    for name in ("judge/failure.py", "judge/comparison.py", "judge/checks.py", "judge/trial.py", "results/submissions.py"):
        text = (ROOT / "grader" / name).read_text(encoding="utf-8")
        yield from (found[1] for found in re.finditer(r'Message\(\s*"([^"]+)"', text))


def catalogues(root: Path | None) -> list[Path]:
    return sorted((root / COURSE).rglob("*.po")) if root else [PROGRAM]


@pytest.mark.parametrize("ids, root", [(course_ids, ROOT), (program_ids, None)], ids=["course", "program"])
def test_every_message_has_its_chinese(ids, root: Path | None) -> None:
    """No id of the course or of a verdict is missing, and fields are the same in both languages."""
    translate = translator("zh", root)
    texts = [text for text in ids() if re.sub(r"{\w+}", "", text).strip(" :")]  # what is only fields needs no Chinese
    assert len(texts) > 30
    known = {message.id for path in catalogues(root) for message in read_po(io.BytesIO(path.read_bytes())) if message.string}
    assert [text for text in texts if text not in known] == []
    for text in texts:
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", translate(text)))


def test_prose_renders() -> None:
    """Beliefs, rules and hints may show a dict or a set in braces: they are no templates."""
    translate = translator("zh", ROOT)
    for text in course_ids():
        if text:
            assert Message(text).render(english) == text
            assert Message(text).render(translate)
            assert Message("{belief}", {"belief": Message(text)}).render(english) == text


def test_languages_are_picked() -> None:
    """Asked for wins, then the locale, then English; an unknown id stays English."""
    assert pick_language("en", {"LANG": "zh_CN.UTF-8"}) == "en"
    assert pick_language(None, {"LANG": "zh_CN.UTF-8"}) == "zh"
    assert pick_language(None, {"LC_ALL": "C", "LANG": "zh_CN"}) == "en"
    assert translator("zh", ROOT)("passed") == "通过"
    assert translator("zh", ROOT)("no such id") == "no such id"
    assert translator("en", ROOT)("passed") == "passed"

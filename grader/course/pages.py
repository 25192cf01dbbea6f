"""Chapter pages: exercises/CHAPTER/README.md and README.zh.md, made from the statements. No torch."""

from __future__ import annotations

from grader.course.catalogue import Chapter, Course
from grader.course.language import translator
from grader.course.statements import is_code, statement
from grader.words.messages import Translate

PAGES = {"en": "README.md", "zh": "README.zh.md"}


def page_text(course: Course, chapter: Chapter, translate: Translate) -> str:
    """Return a chapter's page in a language."""
    parts = [f"# {chapter.id[:2]} {translate(chapter.title)}"]
    for exercise in chapter.exercises:
        parts.append(f"## {exercise.name}")
        for part in statement(course.reference(exercise).read_text(encoding="utf-8"), translate):
            parts.append(_fenced(part) if is_code(part) else part)
        parts.append(f"`exercises/{exercise.id}.py` · `make check EX={exercise.name}`")
    return "\n\n".join(parts) + "\n"


def write_pages(course: Course) -> None:
    """Write the pages of every chapter in both languages."""
    for chapter in course.chapters:
        for language, name in PAGES.items():
            path = course.root / "exercises" / chapter.id / name
            path.write_text(page_text(course, chapter, translator(language, course.root)), encoding="utf-8")


def _fenced(part: str) -> str:
    return "```\n" + "\n".join(line[4:] for line in part.splitlines()) + "\n```"

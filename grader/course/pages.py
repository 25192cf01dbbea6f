"""Chapter pages: exercises/CHAPTER/README.md and README.zh.md, made from the chapter's lesson and the statements. No torch."""

from __future__ import annotations

from grader.course.catalogue import Chapter, Course, Exercise
from grader.course.statements import is_code, statement
from grader.words.messages import Translate

FENCE = "```"
PAGES = {"en": "README.md", "zh": "README.zh.md"}


def page_text(course: Course, chapter: Chapter, translate: Translate) -> str:
    """Return a chapter's page in a language."""
    parts = [f"# {chapter.id[:2]} {translate(chapter.title)}", *lesson(course, chapter, translate)]
    parts.append(f"## {translate('Exercises')}")
    for exercise in chapter.exercises:
        parts += [f"### {exercise.name}", *statement_markdown(course, exercise, translate)]
        parts.append(f"`exercises/{exercise.id}.py` · `make check EX={exercise.name}`")
    return "\n\n".join(parts) + "\n"


def statement_markdown(course: Course, exercise: Exercise, translate: Translate) -> list[str]:
    """Return the paragraphs of an exercise's statement as Markdown, its examples fenced."""
    parts = statement(course.reference(exercise).read_text(encoding="utf-8"), translate)
    return [_fenced(part) if is_code(part) else part for part in parts]


def lesson(course: Course, chapter: Chapter, translate: Translate) -> list[str]:
    """Return the paragraphs of a chapter's lesson in a language; fenced code stays as it is."""
    path = course.lesson(chapter)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return [part if part.startswith(FENCE) else translate(part) for part in lesson_paragraphs(text)]


def lesson_paragraphs(text: str) -> list[str]:
    """Split Markdown at blank lines, but for those inside fences."""
    parts: list[list[str]] = [[]]
    fenced = False
    for line in text.splitlines():
        fenced ^= line.startswith(FENCE)
        if line.strip() or fenced:
            parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    return ["\n".join(part) for part in parts if part]


def _fenced(part: str) -> str:
    return f"{FENCE}\n" + "\n".join(line[4:] for line in part.splitlines()) + f"\n{FENCE}"

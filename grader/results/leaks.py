"""Whether files that learners get show what is closed: by content, line by line, not by name. No torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.course.catalogue import Course
from grader.course.language import COURSE, read_messages
from grader.course.mistakes import load_mistakes
from grader.course.pages import lesson_paragraphs
from grader.course.stubs import BEGIN, END

LEAST_BYTES = 24  # shorter lines are everybody's: `return x`, `x = x.float()`; Chinese says as much in eight characters
CHANCE_BYTES = 48  # up to here the program says by chance what an answer says: `if isinstance(value, (list, tuple)):`
CLOSED_FOLDERS = ("tests/hidden", "tests/mistakes", "tests/variants")


@dataclass(frozen=True)
class Leak:
    """A line of a closed file that stands in an open one."""

    file: str
    source: str
    line: str


def leaks(course: Course, files: Mapping[str, bytes]) -> list[Leak]:
    """Return what the files show of references' answers, suites, mistakes, variants and hints.

    A line counts if it is long enough to be somebody's own and does not stand in the open part of a reference (statement,
    signatures), nor, if it is short enough to be chance, in the program.
    """
    closed = dict(_closed_lines(course))
    for line in _open_lines(course):
        closed.pop(line, None)
    closed |= _translated(course, closed)
    found = []
    for name, data in files.items():
        for line in _lines(data.decode("utf-8", "replace")):
            for text in (line, *_quoted(line)):
                if text in closed:
                    found.append(Leak(name, closed[text], text))
    return found


def _lines(text: str) -> Iterator[str]:
    yield from (line for raw in text.splitlines() if _is_long(line := raw.strip().lstrip("+-# ").strip()))


def _quoted(line: str) -> Iterator[str]:
    """Yield what stands between quotes: a hint may be carried in a string."""
    for quote in ('"', "'"):
        yield from (part for part in line.split(quote)[1::2] if _is_long(part))


def _is_long(line: str) -> bool:
    return len(line.encode("utf-8", "replace")) >= LEAST_BYTES


def _closed_lines(course: Course) -> Iterator[tuple[str, str]]:
    for path in _closed_files(course.root):
        name = str(path.relative_to(course.root))
        for line in _lines(path.read_text(encoding="utf-8", errors="replace")):
            yield line, name
            yield from ((part, name) for part in _quoted(line))
    for exercise in course.exercises:
        for mistake in load_mistakes(course, exercise):
            yield from ((text, str(mistake.path.relative_to(course.root))) for text in (mistake.belief, mistake.rule))
        closed, _ = _parts(course.reference(exercise).read_text(encoding="utf-8"))
        yield from ((line, f"solutions/{exercise.id}.py") for line in _lines(closed))


def _translated(course: Course, closed: Mapping[str, str]) -> dict[str, str]:
    """Return the lines in which a translation says what is closed: hints, beliefs, titles of criteria."""
    found: dict[str, str] = {}
    for path in sorted((course.root / COURSE).rglob("*.po")):
        for message in read_messages(path):
            lines = list(_lines(message.id))
            if lines and all(line in closed for line in lines):
                found |= dict.fromkeys(_lines(message.text), str(path.relative_to(course.root)))
    return found


def _closed_files(root: Path) -> Iterator[Path]:
    for folder in CLOSED_FOLDERS:
        yield from (path for path in sorted((root / folder).rglob("*")) if path.suffix in (".py", ".diff"))


def _open_lines(course: Course) -> Iterator[str]:
    """Yield lines that learners may see: statements and signatures, their translations, the program's short ones."""
    for exercise in course.exercises:
        _, shown = _parts(course.reference(exercise).read_text(encoding="utf-8"))
        yield from _lines(shown)
        yield from (part for line in _lines(shown) for part in _quoted(line))
    for chapter in course.chapters:
        if course.lesson(chapter).is_file():
            yield from (
                line for part in lesson_paragraphs(course.lesson(chapter).read_text(encoding="utf-8")) for line in _lines(part)
            )
    program = Path(__file__).resolve().parent.parent
    for folder in (program, course.root / "datasets"):
        for path in folder.rglob("*.py"):
            for line in _lines(path.read_text(encoding="utf-8")):
                yield from (text for text in (line, *_quoted(line)) if _is_chance(text))


def _is_chance(line: str) -> bool:
    """Whether a line of the program, which is released too, proves no leak although an answer has it."""
    return len(line.encode("utf-8", "replace")) < CHANCE_BYTES or line.startswith(("from ", "import "))


def _parts(reference: str) -> tuple[str, str]:
    """Return the lines inside solution regions, and those outside."""
    parts: dict[bool, list[str]] = {True: [], False: []}
    inside = False
    for line in reference.splitlines():
        if line.strip() in (BEGIN, END):
            inside = line.strip() == BEGIN
        else:
            parts[inside].append(line)
    return "\n".join(parts[True]), "\n".join(parts[False])

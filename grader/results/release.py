"""A bundle for learners: stubs, pages, public examples, the program; each file is looked through for answers. No torch."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.course.catalogue import Chapter, Course, Exercise
from grader.course.examples import example_suite
from grader.course.language import translator
from grader.course.pages import FENCE, PAGES, lesson_paragraphs, page_text
from grader.course.stubs import stub_text
from grader.results.leaks import leaks
from grader.words.errors import AuthoringError, UsageError
from grader.words.messages import Translate

PROGRAM = Path(__file__).resolve().parent.parent
README = Path(__file__).resolve().parent / "bundle" / "README.md"
KEPT_STUBS = "exercises/.stubs/"
TAKEN_ALONG = ("pyproject.toml",)
FOLDERS_TAKEN_ALONG = ("datasets",)
LEFT_BEHIND = {"__pycache__", "small", "cifar-10-batches-py", "cifar-10-python.tar.gz"}  # made here, or downloaded


@dataclass(frozen=True)
class Bundle:
    """What was released, and where it lies."""

    folder: Path
    archive: Path
    exercises: tuple[Exercise, ...]
    files: int


def release(course: Course, exercises: tuple[Exercise, ...], language: str, destination: Path) -> Bundle:
    """Write a bundle as a folder and as a zip beside it.

    Raises:
        UsageError: the destination is there already and not empty, or its zip is; or they can't be written.
        AuthoringError: a file would show what is closed; nothing is left behind then.
    """
    named = destination.resolve() if destination.name in ("", "..") else destination  # `.` has no name of its own
    archive = named.with_name(f"{named.name}.zip")
    filled = destination.exists() and (not destination.is_dir() or any(destination.iterdir()))
    if filled or archive.exists():
        name = str(destination if filled else archive)
        raise UsageError("{folder} is there already. Release into a new folder, or remove it first.", folder=name)
    files = released_files(course, exercises, language)
    try:
        _write(files, destination, archive)
    except OSError as error:
        raise UsageError("{file} can't be written: {text}", file=str(destination), text=str(error.strerror)) from error
    return Bundle(destination, archive, exercises, len(files))


def released_files(course: Course, exercises: tuple[Exercise, ...], language: str) -> dict[str, bytes]:
    """Return a bundle's files by name, looked through.

    Raises:
        AuthoringError: a file would show what is closed.
    """
    files = dict(bundle_files(course, exercises, language))
    found = leaks(course, files)
    if found:
        text = "{file} would show a line of {source}: `{line}`. Nothing was released; take it out of what learners see."
        raise AuthoringError(text, file=found[0].file, source=found[0].source, line=found[0].line)
    return files


def _write(files: Mapping[str, bytes], destination: Path, archive: Path) -> None:
    for name, data in files.items():
        path = destination / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with zipfile.ZipFile(archive, "x", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(files):
            bundle.write(destination / name, f"{archive.stem}/{name}")


def bundle_files(course: Course, exercises: tuple[Exercise, ...], language: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every file of a bundle."""
    translate = translator(language, course.root)
    yield "README.md", _readme(course, translate).encode()
    yield "Makefile", (course.root / "exercises" / "learner.mk").read_bytes()
    for chapter in _chapters(course, exercises):
        yield f"exercises/{chapter.id}/{PAGES['en']}", page_text(course, chapter, translate).encode()
    for name, data in files_for_check(course, exercises, language):
        yield name, data
        if name.startswith(KEPT_STUBS):
            yield name.replace(KEPT_STUBS, "exercises/", 1), data
    yield from program_files(course)


def program_files(course: Course) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the program's files, and of what makes the data: the same for whoever gets them."""
    for name in TAKEN_ALONG:
        yield name, (course.root / name).read_bytes()
    for folder in (*(course.root / name for name in FOLDERS_TAKEN_ALONG), PROGRAM):
        for path in sorted(folder.rglob("*")):
            inner = path.relative_to(folder)
            if path.is_file() and not LEFT_BEHIND & set(inner.parts) and not inner.name.startswith("."):
                yield f"{folder.name}/{inner.as_posix()}", path.read_bytes()


def files_for_check(course: Course, exercises: tuple[Exercise, ...], language: str) -> Iterator[tuple[str, bytes]]:
    """Yield what checking needs beside an answer: the catalogue, the stubs as they were, the public examples."""
    translate = translator(language, course.root)
    yield "exercises/course.toml", catalogue_text(course, exercises, translate).encode()
    for exercise in exercises:
        stub = stub_text(course.reference(exercise).read_text(encoding="utf-8"), translate, where=exercise.id)
        yield f"{KEPT_STUBS}{exercise.id}.py", stub.encode()
        yield f"tests/examples/{exercise.chapter}/test_{exercise.name}.py", example_suite(course, exercise).encode()


def _chapters(course: Course, exercises: tuple[Exercise, ...]) -> list[Chapter]:
    """Return the chapters with these exercises alone; those without any are left out."""
    cut = (Chapter(one.id, one.title, tuple(each for each in one.exercises if each in exercises)) for one in course.chapters)
    return [chapter for chapter in cut if chapter.exercises]


def _readme(course: Course, translate: Translate) -> str:
    parts = lesson_paragraphs(README.read_text(encoding="utf-8"))
    return "\n\n".join([f"# {course.name}", *(part if part.startswith(FENCE) else translate(part) for part in parts)]) + "\n"


def catalogue_text(course: Course, exercises: tuple[Exercise, ...], translate: Translate) -> str:
    """Return course.toml with these exercises; JSON's strings are TOML's, but for its surrogate pairs."""
    lines = [f"name = {json.dumps(course.name, ensure_ascii=False)}"]
    for chapter in _chapters(course, exercises):
        entries = [_entry(exercise) for exercise in chapter.exercises]
        title = json.dumps(translate(chapter.title), ensure_ascii=False)
        lines += ["", "[[chapters]]", f"id = {json.dumps(chapter.id)}", f"title = {title}"]
        lines += ["exercises = [", *(f"    {entry}," for entry in entries), "]"]
    return "\n".join(lines) + "\n"


def _entry(exercise: Exercise) -> str:
    usual = Exercise(exercise.chapter, exercise.name).limits
    limits = {
        name: getattr(exercise.limits, name)
        for name in exercise.limits.__struct_fields__
        if getattr(exercise.limits, name) != getattr(usual, name)
    }
    return "{ " + ", ".join(f"{name} = {json.dumps(value)}" for name, value in {"name": exercise.name, **limits}.items()) + " }"

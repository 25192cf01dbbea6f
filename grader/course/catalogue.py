"""The catalogue: exercises/course.toml as chapters and exercises, and where each exercise's files stand. No torch."""

from __future__ import annotations

import ast
import difflib
import tomllib
from pathlib import Path

import msgspec

from grader.words.ending import Limits
from grader.words.errors import AuthoringError, UsageError


class Exercise(msgspec.Struct, frozen=True):
    """One file to complete, with what its worker may use."""

    chapter: str
    name: str
    limits: Limits = Limits()

    @property
    def id(self) -> str:
        """The path without `.py`: "04_pooling/max_pool2d"."""
        return f"{self.chapter}/{self.name}"


class Chapter(msgspec.Struct, frozen=True):
    """A chapter and its exercises in order."""

    id: str
    title: str
    exercises: tuple[Exercise, ...]


class Course(msgspec.Struct, frozen=True):
    """A course in a folder."""

    root: Path
    name: str
    chapters: tuple[Chapter, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises in the course's order."""
        return tuple(exercise for chapter in self.chapters for exercise in chapter.exercises)

    @property
    def released(self) -> bool:
        """Whether this is a bundle for learners: no references, no suites but the public examples."""
        return not (self.root / "solutions").is_dir()

    def released_stub(self, exercise: Exercise) -> Path:
        """Return the stub as a bundle keeps it, for those who start again."""
        return self.root / "exercises" / ".stubs" / f"{exercise.id}.py"

    def stub(self, exercise: Exercise) -> Path:
        """Return what the learner edits."""
        return self.root / "exercises" / f"{exercise.id}.py"

    def reference(self, exercise: Exercise) -> Path:
        """Return the annotated reference."""
        return self.root / "solutions" / f"{exercise.id}.py"

    def suite(self, exercise: Exercise) -> Path:
        """Return the hidden suite."""
        return self.root / "tests" / "hidden" / exercise.chapter / f"test_{exercise.name}.py"

    def examples(self, exercise: Exercise) -> Path:
        """Return the public examples, a suite generated from the statement."""
        return self.root / "tests" / "examples" / exercise.chapter / f"test_{exercise.name}.py"

    def lesson(self, chapter: Chapter) -> Path:
        """Return what a chapter's page says before its exercises; the file may be missing."""
        return self.root / "solutions" / chapter.id / "chapter.md"

    def props(self, exercise: Exercise) -> Path:
        """Return what the suite needs in the worker; the file may be missing."""
        return self.root / "tests" / "hidden" / exercise.chapter / f"{exercise.name}_props.py"

    def sources(self, exercise: Exercise) -> list[Path]:
        """Return the files that a verdict depends on: suite, reference, props, mistakes, and the data recipe that suites use."""
        paths = [self.suite(exercise), self.reference(exercise), self.props(exercise)]
        recipe = sorted((self.root / "datasets").glob("*.py"))
        return [path for path in paths if path.exists()] + self.mistakes(exercise) + recipe

    def asks_for_device(self, exercise: Exercise) -> bool:
        """Return whether the suite has criteria that are listed for the CPU and for CUDA: those that take `device`."""
        tree = ast.parse(self.suite(exercise).read_text(encoding="utf-8"))
        functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
        return any(argument.arg == "device" for function in functions for argument in function.args.args)

    def mistakes(self, exercise: Exercise) -> list[Path]:
        """Return the files of known mistakes."""
        folder = self.root / "tests" / "mistakes" / exercise.id
        return sorted(path for path in folder.glob("*") if path.suffix in (".py", ".diff"))

    def find(self, query: str) -> Exercise:
        """Return the exercise of this id, name or unique part of a name.

        Raises:
            UsageError: none or several fit.
        """
        query = query.removeprefix("exercises/").removesuffix(".py").strip("/")
        exact = [exercise for exercise in self.exercises if query in (exercise.id, exercise.name)]
        found = exact or [exercise for exercise in self.exercises if query.lower() in exercise.id.lower()]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(exercise.id for exercise in found)
            raise UsageError("'{query}' fits several exercises: {names}. Give more of the name.", query=query, names=names)
        known = [exercise.name for exercise in self.exercises]
        close = difflib.get_close_matches(query.rpartition("/")[2], known, n=1, cutoff=0.4)
        if close:
            raise UsageError("there is no exercise '{query}'. Did you mean '{name}'?", query=query, name=close[0])
        raise UsageError("there is no exercise '{query}'. There are: {names}", query=query, names=", ".join(known))


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds a course.

    Raises:
        UsageError: there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "exercises" / "course.toml").is_file():
            return folder
    raise UsageError(
        "{folder} is not inside a course: no exercises/course.toml was found. Change into the course's folder.",
        folder=str(start),
    )


def load_course(root: Path) -> Course:
    """Return the course in this folder.

    Raises:
        AuthoringError: course.toml is missing or wrong.
    """
    path = root / "exercises" / "course.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Course(root.resolve(), data["name"], tuple(_chapter(entry) for entry in data["chapters"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AuthoringError(
            "{file} can't be read: {type}: {text}", file=str(path), type=type(error).__name__, text=str(error)
        ) from error


def _chapter(entry: dict[str, object]) -> Chapter:
    exercises = entry["exercises"]
    if not isinstance(exercises, list):
        raise TypeError(f"chapter {entry['id']} needs a list of exercises")
    return Chapter(str(entry["id"]), str(entry["title"]), tuple(_exercise(str(entry["id"]), item) for item in exercises))


def _exercise(chapter: str, entry: dict[str, object]) -> Exercise:
    limits = {name: value for name, value in entry.items() if name != "name"}
    unknown = sorted(limits.keys() - set(Limits.__struct_fields__))
    if unknown:
        raise ValueError(f"{chapter}/{entry['name']} sets {', '.join(unknown)}; there are {', '.join(Limits.__struct_fields__)}")
    return Exercise(chapter, str(entry["name"]), msgspec.convert(limits, Limits, strict=True))

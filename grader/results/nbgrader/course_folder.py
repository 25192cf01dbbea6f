"""An nbgrader course: made or extended with assignments from the catalogue; a teacher's own work stays. No torch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from grader.course.catalogue import Course, Exercise
from grader.course.stubs import stub_text
from grader.results.criteria import criteria_of
from grader.results.files import write_atomically
from grader.results.leaks import leaks
from grader.results.nbgrader import marks
from grader.results.nbgrader.notebook import Notebook, digest, notebook, notebook_bytes, points, source_of
from grader.results.release import files_for_check
from grader.words.errors import AuthoringError, UsageError
from grader.words.messages import Translate

CONFIG = "nbgrader_config.py"
BLOCK = re.compile(r"^# torchkata: begin.*?^# torchkata: end\n", re.MULTILINE | re.DOTALL)
HEAD = """c = get_config()
c.CourseDirectory.course_id = {name!r}

"""
LINES = """# torchkata: begin (`grader nbgrader init` writes these lines again; yours stand above or below)
try:
    from grader.results.nbgrader.configure import configure
except ImportError as error:  # rather no grading than plain execution, where a notebook's code reaches gradebook and tests
    raise SystemExit(f"nbgrader_config.py: torchkata's grader is not installed in this Python ({{error}})") from error
configure(get_config(), course={course!r}, language={language!r}, seed={seed})
# torchkata: end
"""


class Fate(StrEnum):
    """What became of a notebook."""

    WRITTEN = "written"
    SAME = "same"
    EDITED = "edited"  # by the teacher: kept
    RELEASED = "released"  # with other criteria or points: kept


@dataclass(frozen=True)
class Assignment:
    """A chapter's notebooks under `source/`: what became of each, and the points."""

    name: str
    fates: Mapping[str, Fate]
    points: float


class CourseFolder:
    """The folder of an nbgrader course that takes its notebooks from a course of ours."""

    def __init__(self, folder: Path, course: Course, language: str, translate: Translate) -> None:
        self.folder = folder
        self.course = course
        self.language = language
        self.translate = translate

    def extend(self, exercises: tuple[Exercise, ...], seed: int, force: bool) -> list[Assignment]:
        """Write configuration and notebooks; return the assignments.

        Raises:
            UsageError: the folder is our own course, or can't be written.
            AuthoringError: a suite is broken, or a notebook would show what is closed; nothing is written then.
        """
        if self.folder.resolve() == self.course.root or self.course.root in self.folder.resolve().parents:
            text = "{folder} lies inside the course with the answers. Choose a folder outside: nbgrader copies what it finds."
            raise UsageError(text, folder=str(self.folder))
        criteria = criteria_of(self.course, exercises)
        notebooks = {one: notebook(self.course, one, criteria[one.id], self.translate) for one in exercises}
        self._refuse_leaks(notebooks)
        try:
            self._configure(seed)
            return [
                self._assignment(chapter.id, {one: notebooks[one] for one in chapter.exercises if one in notebooks}, force)
                for chapter in self.course.chapters
                if any(one in notebooks for one in chapter.exercises)
            ]
        except OSError as error:
            raise UsageError("{file} can't be written: {text}", file=str(self.folder), text=str(error.strerror)) from error

    def _assignment(self, name: str, notebooks: Mapping[Exercise, Notebook], force: bool) -> Assignment:
        folder = self.folder / "source" / name
        fates = {one.name: self._write(folder / f"{one.name}.ipynb", content, force) for one, content in notebooks.items()}
        there = tuple(one for one in self.course.exercises if one.chapter == name and (folder / f"{one.name}.ipynb").exists())
        for path, data in files_for_check(self.course, there, self.language):  # `%check` finds them beside the notebook
            _write_file(folder / path, data)
        return Assignment(name, fates, sum(sum(points(content).values()) for content in notebooks.values()))

    def _write(self, path: Path, content: Notebook, force: bool) -> Fate:
        fate = self._fate(path, content)
        if fate is Fate.WRITTEN or force and fate is not Fate.SAME:
            _write_file(path, notebook_bytes(content))
            return Fate.WRITTEN
        return fate

    def _fate(self, path: Path, content: Notebook) -> Fate:
        if not path.exists():
            return Fate.WRITTEN
        try:
            before = json.loads(path.read_bytes())
            about = before["metadata"].get(marks.OURS, {})
            if about.get("digest") != digest(before["cells"]):
                return Fate.EDITED
            if digest(before["cells"]) == digest(content["cells"]):
                return Fate.SAME
            released = (self.folder / "release" / path.parent.name / path.name).exists()
            return Fate.RELEASED if released and points(before) != points(content) else Fate.WRITTEN
        except (ValueError, KeyError, TypeError, AttributeError):  # whatever it is, it is not what we wrote
            return Fate.EDITED

    def _configure(self, seed: int) -> None:
        """Write our lines into nbgrader_config.py; those that are there already keep their seed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / CONFIG
        before = path.read_text(encoding="utf-8") if path.exists() else HEAD.format(name=self.folder.resolve().name)
        found = BLOCK.search(before)
        kept = re.search(r"\bseed=(\d+)", found[0]) if found else None
        lines = LINES.format(course=str(self.course.root), language=self.language, seed=int(kept[1]) if kept else seed)
        text = BLOCK.sub(lambda match: lines, before) if found else f"{before.rstrip()}\n\n{lines}"
        _write_file(path, text.encode())

    def _refuse_leaks(self, notebooks: Mapping[Exercise, Notebook]) -> None:
        files = {}
        for exercise, content in notebooks.items():
            stub = stub_text(self.course.reference(exercise).read_text(encoding="utf-8"), self.translate)
            files[f"source/{exercise.id}.ipynb"] = "\n".join([stub, *_shown(content["cells"])]).encode()
        if found := leaks(self.course, files):
            text = "{file} would show a line of {source}: `{line}`. Nothing was released; take it out of what learners see."
            raise AuthoringError(text, file=found[0].file, source=found[0].source, line=found[0].line)


def _shown(cells: Iterable[dict[str, object]]) -> list[str]:
    """Return what learners will see of cells, but for the titles of criteria, which are theirs to see, and the answer."""
    return [
        source_of(cell) for cell in cells
        if marks.OURS not in cell["metadata"] and cell["metadata"]["nbgrader"]["grade_id"] != marks.ANSWER  # type: ignore[index,operator]
    ]  # fmt: skip


def _write_file(path: Path, data: bytes) -> None:
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)

"""Which exercise a file is, by its name: browsers, students and file managers rename files. No torch."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

ENDING = re.compile(r"\.py(\.txt)?$")  # Windows hides the ending that it adds
AFTER = re.compile(r"[\s_\-]*(\(\d{1,4}\)|copy|kopie|copie|copia|(- ?)?的?副本|(?<=[\s_\-])\d{1,4}|(?<=copy)\d{1,4}|\.py)$")
BEFORE = re.compile(r"^(copy of|kopie von|copie de|copia de|副本)[\s_\-]*")
MAX_NAME = 200


@dataclass(frozen=True)
class Match:
    """The exercise, whether the file is called as it is, and whether it lies in its chapter's folder, too."""

    exercise: str
    named: bool
    plain: bool


class Naming:
    """The exercises of a course, to be found by the names of files."""

    def __init__(self, exercises: tuple[str, ...]) -> None:
        self.chapters = {exercise.partition("/")[0] for exercise in exercises}
        self.by_name: dict[str, list[str]] = {}
        for exercise in exercises:
            self.by_name.setdefault(exercise.partition("/")[2].casefold(), []).append(exercise)

    def match(self, path: str) -> Match | None:
        """Return which exercise the file at this path is; None where its name is none's, or several chapters have it."""
        parts = PurePosixPath(path).parts
        if not parts or len(parts[-1]) > MAX_NAME or not ENDING.search(parts[-1].casefold()):
            return None
        found = self._exercises(parts[-1])
        if len(found) > 1:
            found = [exercise for exercise in found if exercise.partition("/")[0] in parts]
        if len(found) != 1:
            return None
        chapter, _, name = found[0].partition("/")
        named = parts[-1] == f"{name}.py"
        return Match(found[0], named, named and parts[-2:-1] == (chapter,))

    def _exercises(self, file: str) -> list[str]:
        """Return the exercises whose name this is when what was added to it is taken off, step by step."""
        name = ENDING.sub("", unicodedata.normalize("NFKC", file).casefold())
        while name:
            if found := self.by_name.get(re.sub(r"[\s\-]+", "_", name.strip())):
                return found
            shorter = AFTER.sub("", name) if AFTER.search(name) else BEFORE.sub("", name)
            if shorter == name:
                return []
            name = shorter
        return []

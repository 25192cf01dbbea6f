"""Which handed-in file is which exercise, where students hand in files and not folders: by path, else by name. No torch."""

from __future__ import annotations

import itertools
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.course.catalogue import Exercise
from grader.results.source import MAX_SOURCE_BYTES, PASSED_OVER, not_plain
from grader.words.errors import UsageError
from grader.words.messages import Message

MAX_DEPTH = 8
MAX_FILES = 10_000
MAX_ALIKE = 5  # more files of one name are looked at by nobody
AGAIN = r"(?: ?\(\d+\)| - Copy| copy)"  # what browsers and systems put behind the name of a second download


@dataclass(frozen=True)
class Placed:
    """The file of each exercise that was found, and what its student should know of the others."""

    files: dict[str, Path]
    notes: tuple[Message, ...]


def place(folder: Path, exercises: tuple[Exercise, ...]) -> Placed:
    """Find each exercise's file in a folder: `NN_chapter/name.py` at any depth, else `name.py`, else `name (1).py`.

    No link is followed. Of several files that are equally good and differ none is taken.

    Raises:
        UsageError: the folder is not there or can't be read: that is no empty submission.
    """
    found = list(itertools.islice(_files(folder), MAX_FILES))
    files: dict[str, Path] = {}
    notes: list[Message] = []
    for exercise in exercises:
        alone = sum(other.name == exercise.name for other in exercises) == 1
        best = _best(found, folder, exercise, alone)
        contents = {read_plain(path) for path in best[:MAX_ALIKE]}
        names = ", ".join(_shown(path, folder) for path in best[:MAX_ALIKE])
        if None in contents:
            notes.append(not_plain(names))
        elif len(contents) > 1 or len(best) > MAX_ALIKE:
            text = "{exercise}: which one is it? Hand in one of: {files}"
            notes.append(Message(text, {"exercise": exercise.id, "files": names}))
        elif best:
            files[exercise.id] = best[0]
            if best[0].stem != exercise.name:
                notes.append(Message("{exercise}: {file} was taken for it", {"exercise": exercise.id, "file": names}))
    return Placed(files, tuple(notes))


def read_plain(path: Path) -> bytes | None:
    """Return a file's content, one byte more than is taken at most; None of what is no plain file, or can't be read."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink():  # where the system can't be told not to follow
            return None
        with os.fdopen(os.open(path, flags), "rb") as stream:
            return stream.read(MAX_SOURCE_BYTES + 1) if stat.S_ISREG(os.fstat(stream.fileno()).st_mode) else None
    except OSError:
        return None


def _files(folder: Path, depth: int = 0) -> Iterator[Path]:
    """Yield files and links; what is hidden or too deep is passed over, and folders that can't be read, but for the first."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if depth == 0:
            raise UsageError("{folder} can't be read: {text}", folder=str(folder), text=str(error.strerror)) from error
        return
    for entry in entries:
        if entry.name.startswith(PASSED_OVER):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth < MAX_DEPTH:
                yield from _files(Path(entry.path), depth + 1)
        elif entry.name.endswith(".py"):
            yield Path(entry.path)


def _best(found: list[Path], folder: Path, exercise: Exercise, alone: bool) -> list[Path]:
    """Return the files of the best kind that there is; the ones nearest to the top."""
    again = re.compile(rf"{re.escape(exercise.name)}{AGAIN}\.py")
    kinds = [
        [path for path in found if path.relative_to(folder).parts[-2:] == (exercise.chapter, f"{exercise.name}.py")],
        [path for path in found if alone and path.name == f"{exercise.name}.py"],
        [path for path in found if alone and again.fullmatch(path.name)],
    ]
    kind = next((paths for paths in kinds if paths), [])
    nearest = min((len(path.parts) for path in kind), default=0)
    return [path for path in kind if len(path.parts) == nearest]


def _shown(path: Path, folder: Path) -> str:
    """Return a file's path in the folder on one line, whatever it is called."""
    name = os.fsencode(path.relative_to(folder)).decode("utf-8", "replace")[:200]
    return "".join(letter if letter.isprintable() else "?" for letter in name)

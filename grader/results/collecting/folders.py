"""A folder, or a zip, that holds one folder or zip for each student. No torch."""

from __future__ import annotations

import collections
from pathlib import PurePosixPath

from grader.results.collecting.gathering import Gathering
from grader.results.collecting.handed import Handed, Haul, Left
from grader.results.collecting.naming import Naming
from grader.results.collecting.trees import Entry, Tree
from grader.results.enclosing import enclosing_folder
from grader.words.messages import Message


def read(tree: Tree, naming: Naming, origin: str, zipped: bool) -> Haul:
    """Return what each folder or zip at the top holds; its name is the student's."""
    inside = _enclosing(tree, naming) if zipped else ""
    by_top: dict[str, list[Entry]] = collections.defaultdict(list, {name: [] for name in tree.folders if not inside})
    for entry in tree.entries:
        if entry.path.startswith(inside):
            by_top[entry.path.removeprefix(inside).partition("/")[0]].append(entry)
    handed, left = [], []
    for top in sorted(by_top):
        if (loose := _loose(by_top[top], f"{inside}{top}")) is not None:
            left.append(Left(top, loose))
        elif not top.startswith((".", "__MACOSX")):
            handed.append(_one(tree, by_top[top], naming, f"{inside}{top}", origin))
    return Haul(tuple(handed), tuple(left))


def _one(tree: Tree, entries: list[Entry], naming: Naming, top: str, origin: str) -> Handed:
    gathering = Gathering(naming)
    for entry in entries:
        gathering.take(tree, entry, PurePosixPath(entry.path).name if entry.path == top else entry.path.removeprefix(f"{top}/"))
    time, notes = gathering.newest()
    gathering.notes += notes
    name = PurePosixPath(top).name
    return gathering.handed(f"{origin}/{top}", name[:-4] if _is_zip(entries, top) else name, submitted_at=time)


def _is_zip(entries: list[Entry], top: str) -> bool:
    return len(entries) == 1 and entries[0].path == top and top.casefold().endswith(".zip")


def _loose(entries: list[Entry], top: str) -> Message | None:
    """Return why what lies beside the students' folders is no submission; None where it is one."""
    if len(entries) != 1 or entries[0].path != top or top.casefold().endswith(".zip"):
        return None
    return entries[0].problem or Message("it lies beside the students' folders: whose is it?")


def _enclosing(tree: Tree, naming: Naming) -> str:
    """Return the one folder that encloses those of several students, as where a whole class's folder was zipped."""
    paths = (*(entry.path for entry in tree.entries), *(f"{folder}/" for folder in tree.folders))
    prefix = enclosing_folder(paths, (f"{chapter}/" for chapter in naming.chapters))
    inner = [PurePosixPath(entry.path.removeprefix(prefix)).parts for entry in tree.entries]
    students = {parts[0] for parts in inner if len(parts) > 1 or parts[0].casefold().endswith(".zip")}
    return prefix if prefix and len(students) > 1 and not students & naming.chapters else ""

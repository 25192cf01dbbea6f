"""What Moodle writes for "Download all submissions", as a zip or unpacked. No torch.

Moodle (mod/assign/classes/downloader.php) writes a folder for each student, or, where "Download submissions in folders" is off,
all files flat:

    NAME_NUMBER_assignsubmission_file/FILE      Ann Smith_1234_assignsubmission_file/04_pooling/max_pool2d.py
    NAME_NUMBER_assignsubmission_file_FILE      Ann Smith_1234_assignsubmission_file_max_pool2d.py

- NAME is the full name as the site shows it, `_` turned into a space; "Participant" under blind marking; the group's for team
  submissions. Some versions put the user name and a space before it.
- NUMBER is the one that the grading worksheet calls "Participant NUMBER".
- Older versions end the folder's name with another `_`. Text typed in is in `..._assignsubmission_onlinetext/onlinetext.html`.

A member's time is that of the download. The zip does not say when anything was handed in.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from grader.results.collecting.gathering import Gathering
from grader.results.collecting.handed import Haul, Left
from grader.results.collecting.naming import Naming
from grader.results.collecting.trees import Entry, Tree
from grader.words.messages import Message

PREFIX = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_(?P<file>.*))?", re.DOTALL)
MAX_DEPTH = 2  # the course's folder, where the zip was unpacked into one


def fits(tree: Tree) -> bool:
    """Whether any file or folder is named by Moodle."""
    return any(_parsed(path) for path in (*(entry.path for entry in tree.entries), *tree.folders))


def read(tree: Tree, naming: Naming, origin: str) -> Haul:
    """Return what each student's folder, or files, hold."""
    gathered: dict[tuple[str, str], Gathering] = {}
    left: list[Left] = []
    for name in tree.folders:
        if (found := _parsed(name)) is not None:
            gathered[found[:2]] = Gathering(naming)
    for entry in tree.entries:
        if (found := _parsed(entry.path)) is None:
            left.append(Left(entry.path, entry.problem or Message("no name that Moodle gives to a file: whose is it?")))
            continue
        name, number, inner = found
        gathering = gathered.setdefault((name, number), Gathering(naming))
        gathering.take(tree, Entry(entry.path, problem=entry.problem), inner)
    handed = tuple(one.handed(origin, name, number) for (name, number), one in sorted(gathered.items()))
    return Haul(handed, tuple(left))


def _parsed(path: str) -> tuple[str, str, str] | None:
    """Return name, number and the path within the submission."""
    parts = PurePosixPath(path).parts
    for place, part in enumerate(parts[:MAX_DEPTH]):
        if (found := PREFIX.fullmatch(part)) is not None:
            inner = "/".join(part for part in (found["file"], *parts[place + 1 :]) if part)
            return found["name"], found["number"], inner
    return None

"""nbgrader's tree of submissions: submitted/STUDENT/ASSIGNMENT/, each with a timestamp.txt. No torch.

A timestamp reads `2015-02-02 14:58:23.948203 America/Los_Angeles`: "%Y-%m-%d %H:%M:%S.%f %Z".
"""

from __future__ import annotations

import contextlib
import datetime
from pathlib import PurePosixPath

from grader.results.collecting.gathering import Gathering
from grader.results.collecting.handed import Haul, Left
from grader.results.collecting.naming import Naming
from grader.results.collecting.trees import Entry, Tree
from grader.results.times import parse_moment
from grader.words.errors import UsageError
from grader.words.messages import Message

STEP = "submitted"
TIMESTAMP = "timestamp.txt"
MAX_TIMESTAMP_BYTES = 200


def fits(tree: Tree) -> bool:
    """Whether there is a folder `submitted`, or a timestamp where nbgrader has it."""
    stamped = any(len(parts) == 3 and parts[2] == TIMESTAMP for parts in map(_parts, tree.entries))
    return STEP in tree.folders or stamped


def read(tree: Tree, naming: Naming, origin: str, assignment: str | None) -> Haul:
    """Return each student's submission of one assignment.

    Raises:
        UsageError: there is no such assignment, or there are several and none was named.
    """
    placed = [(parts, entry) for entry in tree.entries if len(parts := _parts(entry)) > 2]
    chosen = _assignment({parts[1] for parts, _ in placed}, assignment)
    gathered: dict[str, Gathering] = {}
    stamps: dict[str, Entry] = {}
    left = [Left(entry.path, entry.problem) for entry in tree.entries if entry.problem and len(_parts(entry)) < 3]
    for (student, name, *inner), entry in placed:
        if name != chosen:
            continue
        gathering = gathered.setdefault(student, Gathering(naming))
        if inner == [TIMESTAMP]:
            stamps[student] = entry
        else:
            gathering.take(tree, entry, "/".join(inner))
    handed = []
    for student, gathering in sorted(gathered.items()):
        time, notes = _time(tree, stamps.get(student), gathering)
        gathering.notes += notes
        handed.append(gathering.handed(f"{origin}/{student}/{chosen}", student, submitted_at=time))
    return Haul(tuple(handed), tuple(left))


def _parts(entry: Entry) -> tuple[str, ...]:
    """Return the path below `submitted`; nothing where it is in another of nbgrader's steps."""
    parts = PurePosixPath(entry.path).parts
    if STEP in parts[:2]:
        return parts[parts.index(STEP) + 1 :]
    return () if parts[0] in ("source", "release", "autograded", "feedback") else parts


def _assignment(names: set[str], wanted: str | None) -> str:
    told = ", ".join(sorted(names))
    if wanted is not None and wanted not in names:
        raise UsageError("there is no assignment '{name}'. There are: {names}", name=wanted, names=told or "-")
    if wanted is None and len(names) > 1:
        raise UsageError("which assignment? There are: {names}. Name one with --assignment.", names=told)
    return wanted if wanted is not None else next(iter(names), "")


def _time(tree: Tree, entry: Entry | None, gathering: Gathering) -> tuple[datetime.datetime | None, tuple[Message, ...]]:
    if entry is None:
        time, notes = gathering.newest()
        return time, (*notes, Message("there is no timestamp.txt: the time is that of the newest file"))
    data = tree.read(entry.path, MAX_TIMESTAMP_BYTES)
    text = data.decode("utf-8", "replace").strip() if isinstance(data, bytes) else ""
    date, _, zone = text.rpartition(" ")
    unknown = Message("timestamp.txt has no zone that is known here ({text}): taken for this machine's", {"text": zone[:50]})
    for given, local, notes in ((text, False, ()), (text, True, (unknown,)), (date, True, (unknown,))):
        with contextlib.suppress(UsageError):
            return parse_moment(given, local), notes
    return None, (Message("timestamp.txt is no time: {text}", {"text": text[:50]}),)

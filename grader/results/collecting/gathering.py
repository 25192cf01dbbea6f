"""One student's files, picked out of whatever lies there: within a budget, zips in it opened, rubbish passed over. No torch."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

from grader.results.collecting.handed import Handed, HandedFile, Left
from grader.results.collecting.naming import Match, Naming
from grader.results.collecting.trees import Entry, Tree, ZipTree
from grader.results.source import MAX_SOURCE_BYTES, PASSED_OVER, Refused, too_large
from grader.results.zips import MAX_TOLD
from grader.words.messages import Message

MAX_BYTES = 8 * 1024 * 1024  # of all files that claim an exercise: a course is less than one
MAX_ZIPS = 10
MAX_DEPTH = 2  # a zip in the zip that a student handed in
NOT_HANDED_IN = {"grader", "tests", "datasets", "bench", "venv", "env", "site-packages", "__pycache__", "node_modules"}
"""What a bundle holds beside the exercises, and what programs make."""
NOT_LOOKED_INTO = {*NOT_HANDED_IN, "solutions", "runs"}
ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")


class Gathering:
    """What one student handed in, gathered entry by entry."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self.files: list[HandedFile] = []
        self.left: list[Left] = []
        self.more_left = 0
        self.others: list[str] = []
        self.passed_over: list[tuple[str, str, str]] = []
        self.notes: list[Message] = []
        self.bytes_left = MAX_BYTES
        self.zips_left = MAX_ZIPS

    def take(self, tree: Tree, entry: Entry, inner: str, rank: int = 0, depth: int = 0, shown: str = "") -> None:
        """Take an entry that lies at `inner` in the submission, whatever it is; `shown` leads to the zip that it is in."""
        *folders, name = PurePosixPath(inner).parts or ("",)
        if any(part.startswith(PASSED_OVER) for part in (name, *folders)):
            return
        match = self.naming.match(inner)
        zipped = name.casefold().endswith(".zip")
        where = f"{shown}{inner}"
        if passed_over := next((part for part in folders if part in NOT_LOOKED_INTO), None):
            self._pass_over(where, passed_over, match)
        elif match is None and not zipped:
            self._other(where)
        elif entry.problem is not None:
            self._leave(where, entry.problem)
        elif match is None:
            self._zip(tree, entry, where, rank, depth)
        else:
            self._file(tree, entry, where, match, rank)

    def handed(self, origin: str, name: str, number: str = "", submitted_at: datetime.datetime | None = None) -> Handed:
        """Return all that was taken."""
        claimed = {file.exercise for file in self.files}
        for where, folder, exercise in self.passed_over:
            if folder not in NOT_HANDED_IN or exercise not in claimed:
                self._leave(where, Message("in {folder}, a folder that is passed over: is it to be graded?", {"folder": folder}))
        left = list(self.left)
        if self.more_left:
            left.append(Left(name, Message("and {count} more of this kind", {"count": self.more_left})))
        if not self.files and not left:
            left.append(Left(name, _nothing(self.others)))
        return Handed(origin, name, number, tuple(self.files), submitted_at, tuple(self.notes), tuple(left))

    def newest(self) -> tuple[datetime.datetime | None, tuple[Message, ...]]:
        """Return when the newest file was last changed, and what is to be known of that time."""
        dated = [(file.time, file.local) for file in self.files if file.time is not None]
        if not dated:
            return None, ()
        time, local = max(dated)
        zone = f"UTC{time.isoformat()[-6:]}"
        return time, (Message("times in the zip have no zone: taken for {zone}", {"zone": zone}),) if local else ()

    def _file(self, tree: Tree, entry: Entry, where: str, match: Match, rank: int) -> None:
        content: bytes | Message
        if self.bytes_left <= 0:
            text = "{file} was not read: what claims to be exercises is more than {count} MiB"
            content = Message(text, {"file": where, "count": MAX_BYTES // 1024 // 1024})
        else:
            content = tree.read(entry.path, MAX_SOURCE_BYTES + 1)
            self.bytes_left -= len(content) if isinstance(content, bytes) else 0
            if isinstance(content, bytes) and len(content) > MAX_SOURCE_BYTES:
                content = too_large(where)
        self.files.append(HandedFile(match.exercise, where, content, entry.time, entry.local, match.plain, match.named, rank))

    def _zip(self, tree: Tree, entry: Entry, where: str, rank: int, depth: int) -> None:
        self.zips_left -= 1
        if depth >= MAX_DEPTH or self.zips_left < 0:
            self._leave(where, Message("too many zips inside one another; this one was not opened"))
            return
        try:
            with tree.open_zip(entry.path) as archive:
                inside = ZipTree(archive)
                self.notes += inside.notes
                for one in inside.entries:
                    self.take(inside, one, one.path, rank, depth + 1, f"{where}/")
        except Refused as refused:
            self._leave(where, refused.reason)

    def _pass_over(self, where: str, folder: str, match: Match | None) -> None:
        """Remember what may have been meant: to be told, unless the folder is a program's and the exercise is elsewhere."""
        if match is None:
            self.others.append(where)
        else:
            self.passed_over.append((where, folder, match.exercise))

    def _other(self, where: str) -> None:
        name = where.casefold()
        if name.endswith(ARCHIVES):
            self._leave(where, Message("an archive of this kind is not opened here; ask for a .zip"))
        elif name.endswith(".ipynb"):
            self._leave(where, Message("a notebook; exercises are collected as .py files"))
        elif name.endswith(".py") and not name.endswith("__init__.py"):
            self._leave(where, Message("no exercise of this course is called so"))
        else:
            self.others.append(where)

    def _leave(self, where: str, reason: Message) -> None:
        if len(self.left) < MAX_TOLD:
            self.left.append(Left(where, reason))
        else:
            self.more_left += 1


def _nothing(others: list[str]) -> Message:
    if not others:
        return Message("nothing was handed in")
    return Message("no exercise file was found in it; it holds {names}", {"names": ", ".join(others[:MAX_TOLD])})

"""Folders and zips looked at alike: what lies where, since when, and its bytes; no link is followed. No torch."""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from grader.results.files import read_plain
from grader.results.names import as_text
from grader.results.source import PASSED_OVER, Refused, unreadable
from grader.results.zip_members import is_plain, member_time
from grader.results.zips import MAX_MEMBERS, Archive, open_archive
from grader.words.messages import Message, Parameter

MAX_DEPTH = 12
LINK = Message("a link, or no plain file; links are not followed")
MAX_ZIP_BYTES = 64 * 1024 * 1024  # of a zip inside another: it is held in memory


@dataclass(frozen=True)
class Entry:
    """Something that is no folder; `problem` says why it can't be read, `local` that the time's zone is a guess."""

    path: str
    time: datetime.datetime | None = None
    local: bool = False
    problem: Message | None = None


class Tree(Protocol):
    """Entries by path, the folders at the top, what a teacher should know of the whole."""

    entries: list[Entry]
    folders: list[str]
    notes: tuple[Message, ...]

    def read(self, path: str, limit: int) -> bytes | Message:
        """Return up to `limit` bytes, or why not."""

    def open_zip(self, path: str) -> contextlib.AbstractContextManager[Archive]:
        """Open the zip at this path; raises Refused."""


class ZipTree:
    """An open zip."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.notes = archive.left_out
        self.entries = []
        for path, member in archive.members.items():
            time, local = member_time(member)
            self.entries.append(Entry(path, time, local, None if is_plain(member) else LINK))
        self.folders = sorted({path.partition("/")[0] for path in archive.members if "/" in path} | archive.folders)

    def read(self, path: str, limit: int) -> bytes | Message:
        """Return up to `limit` bytes, or why not."""
        data = self.archive.read(path, limit)
        return _gone(path) if data is None else data

    def open_zip(self, path: str) -> contextlib.AbstractContextManager[Archive]:
        """Open a zip inside this one, in memory."""
        return open_inner(self, path)


@contextlib.contextmanager
def open_inner(tree: Tree, path: str) -> Iterator[Archive]:
    """Read a zip whole, and open it.

    Raises:
        Refused: it is too large for that, or can't be read.
    """
    data = tree.read(path, MAX_ZIP_BYTES + 1)
    if isinstance(data, Message):
        raise Refused(data)
    if len(data) > MAX_ZIP_BYTES:
        raise Refused(Message("the zip is larger than {count} MiB: is there more in it than exercises?", {"count": 64}))
    with open_archive(data) as archive:
        yield archive


@dataclass
class FolderTree:
    """A folder on the disk, looked through once; beneath each folder in it so many files at most."""

    root: Path
    entries: list[Entry] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    notes: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        self.real: dict[str, str] = {}  # names are bytes, and not all are text
        for item in _sorted(self.root):
            self.room = MAX_MEMBERS
            if not item.name.startswith(PASSED_OVER):
                if item.is_dir(follow_symlinks=False):
                    self.folders.append(as_text(item.name))
                self._add(item, "", 0)

    def read(self, path: str, limit: int) -> bytes | Message:
        """Return up to `limit` bytes, or why not; no part of the path may be, or become, a link."""
        data = read_plain(self.root, self.real[path], limit)
        return _gone(path) if data is None else data

    def open_zip(self, path: str) -> contextlib.AbstractContextManager[Archive]:
        """Open a zip where it lies."""
        return open_archive(self.root / self.real[path])

    def _add(self, item: os.DirEntry[str], folder: str, depth: int) -> None:
        real = f"{folder}{item.name}"
        path = as_text(real)
        self.real[path] = real
        if not item.is_dir(follow_symlinks=False):
            self.entries.append(_entry(item, path))
        elif depth < MAX_DEPTH:
            self._descend(Path(item.path), real, depth)

    def _descend(self, folder: Path, real: str, depth: int) -> None:
        try:
            items = _sorted(folder)
        except OSError as error:
            self.entries.append(Entry(as_text(real), problem=unreadable(as_text(real), error)))
            return
        for item in items:
            self.room -= 1
            if self.room == 0:
                facts: dict[str, Parameter] = {"folder": as_text(real).partition("/")[0], "count": MAX_MEMBERS}
                self.notes += (Message("{folder} holds more than {count} files; the others were not looked at", facts),)
            if self.room > 0 and not item.name.startswith(PASSED_OVER):
                self._add(item, f"{real}/", depth + 1)


def _sorted(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as items:
        return sorted(items, key=lambda item: item.name)


def _entry(item: os.DirEntry[str], path: str) -> Entry:
    if not item.is_file(follow_symlinks=False):
        return Entry(path, problem=LINK)
    try:
        return Entry(path, datetime.datetime.fromtimestamp(item.stat(follow_symlinks=False).st_mtime, datetime.UTC))
    except (OSError, OverflowError, ValueError):
        return Entry(path)


def _gone(path: str) -> Message:
    return Message("{file} is not there any more", {"file": path})

"""Read a zip in memory, member by member: nothing is unpacked, every byte of it is hostile. No torch."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.results.enclosing import enclosing_folder
from grader.results.files import open_plain
from grader.results.source import MAX_SOURCE_BYTES, PASSED_OVER, Found, Refused, not_plain, text_of, unreadable
from grader.results.zip_members import is_link, is_plain, leads_outside, member_name, member_path
from grader.words.messages import Message, Parameter

MAX_TOLD = 5
ENCRYPTED = 1
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others allocate what the zip asks for


@dataclass(frozen=True)
class Bounds:
    """How many members a zip may have, and how many bytes may be read at once: zipfile reads the list of members at once."""

    members: int
    read_bytes: int


MAX_MEMBERS = 10_000
ONE_STUDENT = Bounds(MAX_MEMBERS, 4 * 1024 * 1024)
A_CLASS = Bounds(200_000, 64 * 1024 * 1024)


class Archive:
    """An open zip: the members that lead to a place inside, by path, and what was left out."""

    def __init__(self, archive: zipfile.ZipFile, bounds: Bounds) -> None:
        members = archive.infolist()
        _refuse_whole(members, bounds)
        self.archive = archive
        self.members = _index(members)
        self.folders = _top_folders(members)
        self.left_out = _left_out(members)

    def read(self, name: str, limit: int) -> bytes | Message | None:
        """Return no more than `limit` bytes of a member, or why it is not read; None where there is none."""
        member = self.members.get(name)
        if member is None:
            return None
        if not is_plain(member):
            return not_plain(name)
        if member.compress_type not in COMPRESSIONS:
            return Message("{file} is compressed in a way that is not read here; make an ordinary zip", {"file": name})
        try:
            with self.archive.open(member) as stream:
                return stream.read(limit)  # never more, whatever size is claimed
        except Exception as error:  # a damaged member makes zipfile raise all kinds of things
            return unreadable(name, error)


@contextlib.contextmanager
def open_archive(source: Path | bytes, bounds: Bounds = ONE_STUDENT) -> Iterator[Archive]:
    """Open a zip that lies on the disk or in memory.

    Raises:
        Refused: nothing in it can be read.
    """
    with contextlib.ExitStack() as closing:
        try:
            stream = closing.enter_context(_open(source, bounds) if isinstance(source, Path) else io.BytesIO(source))
            archive = Archive(closing.enter_context(zipfile.ZipFile(stream)), bounds)
        except Refused:
            raise
        except Exception as error:  # a damaged zip makes zipfile raise all kinds of things
            raise Refused(Message("the zip can't be read: {text}", {"text": str(error)[:200]})) from error
        yield archive


def read_zip(path: Path, exercises: tuple[str, ...]) -> tuple[dict[str, Found], tuple[Message, ...]]:
    """Return the exercises' files, and what else a teacher should know of the zip.

    Raises:
        Refused: nothing in it can be read.
    """
    with open_archive(path) as archive:
        prefix = enclosing_folder(archive.members, exercises)
        found = {exercise: _read_text(archive, f"{prefix}{exercise}.py") for exercise in exercises}
        return found, archive.left_out


def _read_text(archive: Archive, name: str) -> Found:
    data = archive.read(name, MAX_SOURCE_BYTES + 1)
    return text_of(name, data) if isinstance(data, bytes) else data


class _Bounded(io.FileIO):
    """A file of which no more than a bound is read at once, whatever size the zip claims."""

    def __init__(self, descriptor: int, bounds: Bounds) -> None:
        super().__init__(descriptor)
        self.bounds = bounds

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes.

        Raises:
            Refused: that is more than the bound.
        """
        most = self.bounds.read_bytes
        data: bytes | None = super().read(most + 1 if size is None or size < 0 else min(size, most + 1))
        if data is not None and len(data) > most:
            raise Refused(_too_many(self.bounds))
        return data or b""


def _open(path: Path, bounds: Bounds) -> IO[bytes]:
    return _Bounded(open_plain(path.parent, path.name), bounds)


def _too_many(bounds: Bounds) -> Message:
    return Message("the zip holds more than {count} files", {"count": bounds.members})


def _refuse_whole(members: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    if len(members) > bounds.members:
        raise Refused(_too_many(bounds))
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Refused(Message("the zip is encrypted; hand it in without a password"))


def _index(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the members that lead to a place inside, by path; of two with one path the later, as unzip does it."""
    inside = (member for member in members if not member.is_dir() and not leads_outside(member))
    index = {str(member_path(member)): member for member in inside}
    return {name: member for name, member in index.items() if not name.startswith(PASSED_OVER)}


def _top_folders(members: list[zipfile.ZipInfo]) -> set[str]:
    """Return the folders at the top that are members themselves: an empty one is nothing else."""
    paths = (member_path(member) for member in members if member.is_dir() and not leads_outside(member))
    return {path.parts[0] for path in paths if path.parts and not path.parts[0].startswith(PASSED_OVER)}


def _left_out(members: list[zipfile.ZipInfo]) -> tuple[Message, ...]:
    told = []
    for member in members:
        facts: dict[str, Parameter] = {"file": member_name(member)[:200]}
        if leads_outside(member):
            told.append(Message("the zip holds {file}, which leads outside: left out", facts))
        elif is_link(member):
            told.append(Message("the zip holds {file} as a link: left out", facts))
    more = len(told) - MAX_TOLD
    return tuple(told[:MAX_TOLD]) + ((Message("and {count} more of this kind", {"count": more}),) if more > 0 else ())

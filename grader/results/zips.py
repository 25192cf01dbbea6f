"""Read a student's zip in memory, member by member: nothing is unpacked, every byte of it is hostile. No torch."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path, PurePosixPath

from grader.results.source import MAX_SOURCE_BYTES, PASSED_OVER, Found, Refused, not_plain, text_of, unreadable
from grader.words.messages import Message, Parameter

MAX_MEMBERS = 10_000
MAX_READ_BYTES = 4 * 1024 * 1024  # zipfile reads the whole list of members at once
MAX_TOLD = 5
ENCRYPTED = 1
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others allocate what the zip asks for


def read_zip(path: Path, exercises: tuple[str, ...]) -> tuple[dict[str, Found], tuple[Message, ...]]:
    """Return the exercises' files, and what else a teacher should know of the zip.

    Raises:
        Refused: nothing in it can be read.
    """
    try:
        with _open(path) as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            _refuse_whole(members)
            index = _index(members)
            prefix = _prefix(list(index), exercises)
            found = {exercise: _read_member(archive, index, f"{prefix}{exercise}.py") for exercise in exercises}
            return found, _left_out(members)
    except Refused:
        raise
    except Exception as error:  # a damaged zip makes zipfile raise all kinds of things
        raise Refused(Message("the zip can't be read: {text}", {"text": str(error)[:200]})) from error


class _Bounded(io.FileIO):
    """A file of which no more than a bound is read at once, whatever size the zip claims."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes.

        Raises:
            Refused: that is more than the bound.
        """
        data: bytes | None = super().read(MAX_READ_BYTES + 1 if size is None or size < 0 else min(size, MAX_READ_BYTES + 1))
        if data is not None and len(data) > MAX_READ_BYTES:
            raise Refused(Message("the zip holds more than {count} files", {"count": MAX_MEMBERS}))
        return data or b""


def _open(path: Path) -> io.FileIO:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refused(not_plain(path.name))
    return _Bounded(descriptor)


def _refuse_whole(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise Refused(Message("the zip holds more than {count} files", {"count": MAX_MEMBERS}))
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Refused(Message("the zip is encrypted; hand it in without a password"))


def _index(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the members that lead to a place inside, by path; of two with one path the later, as unzip does it."""
    inside = (member for member in members if not member.is_dir() and not _leads_outside(member))
    index = {str(_path(member)): member for member in inside}
    return {name: member for name, member in index.items() if not name.startswith(PASSED_OVER)}


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))  # some programs write Windows paths


def _leads_outside(member: zipfile.ZipInfo) -> bool:
    path = _path(member)
    return ".." in path.parts or path.is_absolute() or path.parts[:1] != () and path.parts[0].endswith(":")


def _kind(member: zipfile.ZipInfo) -> int:
    return stat.S_IFMT(member.external_attr >> 16)


def _prefix(names: list[str], exercises: tuple[str, ...]) -> str:
    """Return the one folder, if any, that encloses the chapters."""
    chapters = {exercise.partition("/")[0] for exercise in exercises}
    tops = {name.partition("/")[0] for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and not tops & chapters else ""


def _read_member(archive: zipfile.ZipFile, index: dict[str, zipfile.ZipInfo], name: str) -> Found:
    member = index.get(name)
    if member is None:
        return None
    if _kind(member) not in (0, stat.S_IFREG):
        return not_plain(name)
    if member.compress_type not in COMPRESSIONS:
        return Message("{file} is compressed in a way that is not read here; make an ordinary zip", {"file": name})
    try:
        with archive.open(member) as stream:
            return text_of(name, stream.read(MAX_SOURCE_BYTES + 1))  # never more, whatever size is claimed
    except Exception as error:  # a damaged member makes zipfile raise all kinds of things
        return unreadable(name, error)


def _left_out(members: list[zipfile.ZipInfo]) -> tuple[Message, ...]:
    told = []
    for member in members:
        facts: dict[str, Parameter] = {"file": member.filename[:200]}
        if _leads_outside(member):
            told.append(Message("the zip holds {file}, which leads outside: left out", facts))
        elif stat.S_ISLNK(member.external_attr >> 16):
            told.append(Message("the zip holds {file} as a link: left out", facts))
    more = len(told) - MAX_TOLD
    return tuple(told[:MAX_TOLD]) + ((Message("and {count} more of this kind", {"count": more}),) if more > 0 else ())

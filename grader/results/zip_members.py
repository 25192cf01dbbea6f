"""A zip's member: what it is called, where that leads, what it is, when it was written; all of it hostile. No torch."""

from __future__ import annotations

import datetime
import stat
import struct
import zipfile
from pathlib import PurePosixPath

from grader.results.encodings import decoded

UTF8_NAME = 0x800
EXTENDED_TIME = 0x5455  # Info-ZIP's field: seconds since 1970, in UTC
NO_TIME = (1980, 1, 1, 0, 0, 0)


def member_name(member: zipfile.ZipInfo) -> str:
    """Return the name as its writer meant it: zipfile takes what is not marked as UTF-8 for the PC's old code page 437."""
    if member.flag_bits & UTF8_NAME or member.filename.isascii():
        return member.filename
    try:
        return decoded(member.filename.encode("cp437")) or member.filename
    except UnicodeEncodeError:
        return member.filename


def member_path(member: zipfile.ZipInfo) -> PurePosixPath:
    """Return the path in the zip; some programs write Windows paths."""
    return PurePosixPath(member_name(member).replace("\\", "/"))


def leads_outside(member: zipfile.ZipInfo) -> bool:
    """Whether the path would leave the folder that the zip is unpacked into."""
    path = member_path(member)
    return ".." in path.parts or path.is_absolute() or path.parts[:1] != () and path.parts[0].endswith(":")


def is_link(member: zipfile.ZipInfo) -> bool:
    """Whether it is a symbolic link."""
    return stat.S_ISLNK(member.external_attr >> 16)


def is_plain(member: zipfile.ZipInfo) -> bool:
    """Whether it is a file, and neither a link nor a device."""
    return stat.S_IFMT(member.external_attr >> 16) in (0, stat.S_IFREG)


def member_time(member: zipfile.ZipInfo) -> tuple[datetime.datetime | None, bool]:
    """Return when the file was last changed, and whether the zone is only this machine's, for want of one in the zip."""
    if (seconds := _extended_time(member.extra)) is not None:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC), False
    if member.date_time == NO_TIME:
        return None, False
    try:
        return datetime.datetime(*member.date_time).astimezone(), True
    except (ValueError, OverflowError, OSError):
        return None, False


def _extended_time(extra: bytes) -> int | None:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == EXTENDED_TIME and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return int(struct.unpack_from("<i", extra, 5)[0])
        extra = extra[4 + size :]
    return None

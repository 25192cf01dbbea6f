"""Files written whole or not at all, and files of strangers, read without following a link. No torch."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from grader.results.source import Refused, not_plain, unreadable
from grader.words.messages import Message

NOT_PLAIN = (errno.ELOOP, errno.ENOTDIR, errno.ENXIO)  # a link, a link or file instead of a folder, a socket


def write_atomically(path: Path, data: bytes | Iterable[bytes], durable: bool = True) -> None:
    """Write a file so that a reader, or a kill, sees the old or the new one; after a power cut, too, where it is `durable`.

    Data may come piece by piece.
    """
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as stream:
        stream.writelines([data] if isinstance(data, bytes) else data)
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    temporary.replace(path)


def read_plain(base: Path, name: str, limit: int) -> bytes | Message | None:
    """Return up to `limit` bytes of the plain file beneath a folder, or why it is not taken; None where there is none."""
    try:
        descriptor = open_plain(base, name)
    except FileNotFoundError:
        return None
    except Refused as refused:
        return refused.reason
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(limit)


def open_plain(base: Path, name: str) -> int:
    """Return a descriptor of the plain file beneath a folder; no part of the name may be, or become, a link.

    Raises:
        FileNotFoundError: there is none.
        Refused: it is not plain, or can't be read.
    """
    try:
        descriptor = _open_beneath(base, name) if os.open in os.supports_dir_fd else _open_checked(base, name)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Refused(not_plain(name) if error.errno in NOT_PLAIN else unreadable(name, error)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refused(not_plain(name))
    return descriptor


def _open_beneath(base: Path, name: str) -> int:
    """Open a file step by step, so that no component can be, or become, a link."""
    *folders, file = PurePosixPath(name).parts
    directory = os.open(base, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
            os.close(directory)
            directory = inner
        return os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
    finally:
        os.close(directory)


def _open_checked(base: Path, name: str) -> int:
    """Open a file where the system knows no opening beneath a folder (Windows): look first, then open."""
    path = base
    for part in PurePosixPath(name).parts:
        path = path / part
        if path.is_symlink():
            raise OSError(errno.ELOOP, "a link")
    if path.is_dir():
        raise OSError(errno.ENOTDIR, "a folder")
    return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))

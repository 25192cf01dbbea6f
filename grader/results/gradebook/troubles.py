"""What a database complains of, put into a sentence that says what to do. No torch."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from grader.words.errors import UsageError

LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03")  # PostgreSQL: lock_not_available
FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "53100")  # disk_full; a limit on files is an error of writing
NONE = ("SQLITE_NOTADB", "SQLITE_CORRUPT")


@contextlib.contextmanager
def told(name: str, wait_seconds: float) -> Iterator[None]:
    """Turn an error of the database `name` into a sentence; what was not committed is not there.

    Raises:
        UsageError: the database is locked, full, none, or can't be used.
    """
    try:
        yield
    except DBAPIError as error:
        code, said = _code(error), _first_line(error)
        if code.startswith(LOCKED):
            text = (
                "another program holds the gradebook {book}, for longer than {seconds} seconds. Nothing was written: close that "
                "program, or try again."
            )
            raise UsageError(text, book=name, seconds=f"{wait_seconds:g}") from error
        if code.startswith(FULL):
            text = (
                "the gradebook {book} can't be written: the disk is full, or a limit is reached ({text}). This command wrote "
                "nothing, and what was there is kept: make room, then give the command again."
            )
            raise UsageError(text, book=name, text=said) from error
        if code.startswith(NONE):
            raise UsageError("{book} is no gradebook, or is damaged: {text}", book=name, text=said) from error
        raise UsageError("the gradebook {book} can't be used: {text}", book=name, text=said) from error


def _code(error: DBAPIError) -> str:
    """Return SQLite's name of the error, or SQL's five characters; "" where the driver has none."""
    return str(getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or "")


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]

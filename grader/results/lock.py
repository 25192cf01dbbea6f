"""Two commands must not write to one folder, of results or of submissions: a lock that ends with the process. No torch."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from grader.words.errors import UsageError

try:
    import fcntl
except ImportError:  # Windows: a file that is open for writing there can't be replaced by another process anyway
    fcntl = None  # type: ignore[assignment]


def lock(folder: Path) -> BinaryIO:
    """Return the lock; it is held until it is closed.

    Raises:
        UsageError: another process holds it.
    """
    stream = (folder / ".lock").open("wb")
    if fcntl is not None:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.close()
            raise UsageError(
                "another grader is writing to {folder}; wait for it, or choose another folder", folder=str(folder)
            ) from None
    return stream

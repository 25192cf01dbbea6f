"""A file system with little room, to see what becomes of a run that fills it."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.missing import missing


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount one of this size, such as "16m", on the new folder; `grow` makes it larger."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        missing("a small file system can't be mounted here: it needs root's rights")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def grow(folder: Path, size: str) -> None:
    """Give it more room."""
    subprocess.run(["mount", "-o", f"remount,size={size}", folder], check=True)

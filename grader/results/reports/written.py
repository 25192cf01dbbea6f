"""Which files of a folder a report wrote itself: what a later report may remove. Survives a kill at any moment. No torch."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from grader.results.files import write_atomically

LIST = ".pages.json"


class Written:
    """The pages of one folder, listed in the folder above it; `plan` before they are written, `finish` afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.list = folder.parent / LIST
        self.before = self._read()
        self.now: frozenset[str] = frozenset()

    def plan(self, names: Iterable[str]) -> None:
        """Note what will be written, beside what was: a kill in between leaves no page that nobody knows of."""
        self.now = frozenset(names)
        self._write(self.now | self.before)

    def finish(self) -> int:
        """Remove the pages of earlier reports that are no longer written; return how many there were."""
        gone = sorted(self.before - self.now)
        removed = 0
        for name in gone:
            with contextlib.suppress(FileNotFoundError):
                (self.folder / name).unlink()
                removed += 1
        self._write(self.now)
        return removed

    def _read(self) -> frozenset[str]:
        """Return the names in the list; only such as can be pages of the folder, whoever wrote the list."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            names = msgspec.json.decode(self.list.read_bytes(), type=list[str])
            return frozenset(name for name in names if name.endswith(".html") and name == Path(name).name and "\\" not in name)
        return frozenset()

    def _write(self, names: Iterable[str]) -> None:
        write_atomically(self.list, msgspec.json.encode(sorted(names)))

"""The journal of a run: lines that are only ever added, verdicts and whose they are. Survives a kill at any moment. No torch."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.words.messages import Message
from grader.words.verdict import CUDA_SUFFIX, Fault, Verdict


class Judged(msgspec.Struct, frozen=True, tag="judged"):
    """A verdict under the key of its unit."""

    key: str
    verdict: Verdict


class Handed(msgspec.Struct, frozen=True, tag="result"):
    """A student's result from now on: for each exercise the digests of the content and of the terms of its verdict.

    `at` is the moment (ISO 8601, UTC), `why` what brought it about: `graded` or `regraded`.
    """

    student: str
    contents: dict[str, str]
    terms: dict[str, str]
    messages: tuple[Message, ...] = ()
    unreadable: bool = False
    at: str = ""
    why: str = "graded"


Line = Judged | Handed


class Known(msgspec.Struct, frozen=True):
    """Where a verdict stands in the journal, and what is asked of it most."""

    offset: int
    length: int
    exercise: str
    points: float
    max_points: float
    ours: bool
    listed: bool
    cuda: bool
    walls: tuple[str, ...]


class Journal:
    """Lines on the disk; in memory is only where they stand, so that a class of any size fits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, Known] = {}
        self.handed: dict[str, Handed] = {}
        self._names: dict[str, str] = {}  # one string object for a digest that many students share
        self.end = self._read()
        self.stream = path.open("ab", buffering=0)  # a full disk must be felt here, not when the file is closed
        self.reader: BinaryIO = path.open("rb")

    def add(self, *lines: Line, durable: bool = False) -> None:
        """Add lines in one write: a kill of this process loses none, and with `durable` a power cut neither."""
        encoded = [msgspec.json.encode(line) + b"\n" for line in lines]
        self._write(b"".join(encoded))
        for line, data in zip(lines, encoded, strict=True):
            self._note(line, self.end, len(data))
            self.end += len(data)
        if durable:
            os.fsync(self.stream.fileno())

    def verdict(self, key: str) -> Verdict:
        """Return the verdict under this key, read from the disk."""
        place = self.known[key]
        self.reader.seek(place.offset)
        return msgspec.json.decode(self.reader.read(place.length), type=Judged).verdict

    def close(self) -> None:
        """Close the file."""
        self.stream.close()
        self.reader.close()

    def _write(self, data: bytes) -> None:
        """Write all of it or nothing: half a line would spoil the next."""
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self.stream.write(rest) :]
        except OSError:
            with contextlib.suppress(OSError):
                self.stream.truncate(self.end)
            raise

    def _read(self) -> int:
        """Note every line that is there, cut off one that has no end, and return the journal's length."""
        if not self.path.exists():
            return 0
        end = 0
        with self.path.open("rb+") as stream:
            for data in stream:
                if not data.endswith(b"\n"):  # the line that a kill cut short
                    stream.truncate(end)
                    break
                with contextlib.suppress(msgspec.DecodeError):  # a line that a power cut spoilt: graded again
                    self._note(msgspec.json.decode(data, type=Line), end, len(data))
                end += len(data)
        return end

    def _note(self, line: Line, offset: int, length: int) -> None:
        if isinstance(line, Handed):
            self.handed[line.student] = msgspec.structs.replace(
                line, contents=self._shared(line.contents), terms=self._shared(line.terms)
            )
            return
        verdict = line.verdict
        ours = verdict.fault in (Fault.GRADER, Fault.AUTHOR)
        cuda = any(one.name.endswith(CUDA_SUFFIX) and one.passed is not None for one in verdict.criteria)
        walls = tuple(map(self._name, verdict.walls))
        self.known[line.key] = Known(
            offset, length, self._name(verdict.exercise), verdict.points, verdict.max_points,
            ours, bool(verdict.criteria), cuda, walls,
        )  # fmt: skip

    def _shared(self, digests: dict[str, str]) -> dict[str, str]:
        return {self._name(exercise): self._name(digest) for exercise, digest in digests.items()}

    def _name(self, text: str) -> str:
        return self._names.setdefault(text, text)

"""What a learner's own folder remembers: the last verdict on each file, and how far its hints went. No torch."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

import msgspec

from grader.course.catalogue import Course
from grader.results.files import write_atomically
from grader.results.units import digest_of_files, surroundings
from grader.words.submission import Submitted
from grader.words.verdict import Status, SubmissionResult, Verdict

SETTLED = (Status.PASSED, Status.FAILED, Status.ERROR, Status.NOT_STARTED, Status.MISSING)
"""Endings that another run of the same file has too; a time-out may be the machine's."""


class Remembered(msgspec.Struct, frozen=True):
    """The last verdict on an exercise, from which seed, what file it was about, and which hints about what were given."""

    digest: str
    verdict: Verdict
    about: str = ""
    steps: int = 0
    seed: int = 0


class Memory:
    """Keeps a small file for each exercise under `.torchkata`; where nothing can be written, nothing is remembered."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.folder = course.root / ".torchkata" / "verdicts"
        self.surroundings = surroundings()

    def keep(self, submitted: Submitted, result: SubmissionResult, seed: int = 0) -> None:
        """Remember the verdicts; hints begin anew only where they will be about something else."""
        for verdict in result.verdicts:
            if verdict.status is Status.GRADER_ERROR:
                continue  # our fault: the next question is a new try
            before = self._read(verdict.exercise)
            about, steps = (before.about, before.steps) if before else ("", 0)
            self._write(Remembered(self._digest(submitted, verdict.exercise), verdict, about, steps, seed))

    def verdict(self, submitted: Submitted, exercise: str) -> Verdict | None:
        """Return the last verdict on exactly this file, or None."""
        found = self._read(exercise)
        return found.verdict if found and found.digest == self._digest(submitted, exercise) else None

    def settled(self, submitted: Submitted, exercise: str) -> Remembered | None:
        """Return what is remembered of exactly this file, if another run would end the same."""
        found = self._read(exercise)
        if found is None or found.verdict.status not in SETTLED or found.digest != self._digest(submitted, exercise):
            return None
        return found

    def next_step(self, exercise: str, about: str, most: int) -> int:
        """Return how many hints about this to give now, one more than last time; another subject begins at one."""
        found = self._read(exercise)
        if found is None:  # nothing can be remembered here: all at once is better than the first again and again
            return most
        steps = min(found.steps + 1, most) if found.about == about else 1
        self._write(msgspec.structs.replace(found, about=about, steps=steps))
        return steps

    def _digest(self, submitted: Submitted, exercise: str) -> str:
        """Return a hash of what a verdict depends on: the file, the course's files, the judge's program and the libraries."""
        known = self.course.find(exercise)
        sources = [path for path in (self.course.examples(known), *self.course.sources(known)) if path.exists()]
        limits = msgspec.to_builtins(known)
        file = [submitted.files.get(exercise), submitted.problems.get(exercise)]
        return hashlib.sha256(msgspec.json.encode([file, digest_of_files(sources), limits, self.surroundings])).hexdigest()

    def _path(self, exercise: str) -> Path:
        return self.folder / f"{exercise.replace('/', '-')}.json"

    def _read(self, exercise: str) -> Remembered | None:
        with contextlib.suppress(OSError, msgspec.DecodeError):  # missing, or of an older version: judged again
            return msgspec.json.decode(self._path(exercise).read_bytes(), type=Remembered)
        return None

    def _write(self, remembered: Remembered) -> None:
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path(remembered.verdict.exercise), msgspec.json.encode(remembered))

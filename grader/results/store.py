"""A run's folder: the journal that is the truth, and results.json made from it. Survives a kill at any moment. No torch."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.results.document import RunRecord, results_json
from grader.results.lock import lock
from grader.words.errors import UsageError
from grader.words.messages import Message, Parameter, Translate
from grader.words.submission import Submitted
from grader.words.verdict import Fault, SubmissionResult

REWRITE_SHARE = 0.05  # at most this share of a run goes into rewriting results.json


class Entry(msgspec.Struct, frozen=True):
    """One line of the journal: a result, and the digest of what it is the result of."""

    digest: str
    result: SubmissionResult


class Store:
    """The results folder of one run; only one grader may have it open."""

    def __init__(self, folder: Path, record: RunRecord, explicit: dict[str, object], translate: Translate) -> None:
        self.folder = folder
        self.translate = translate
        self.entries: dict[str, Entry] = {}
        self.write_seconds = 0.0
        self.written_at = time.monotonic()
        with self._writing(), contextlib.ExitStack() as closing:
            folder.mkdir(parents=True, exist_ok=True)
            closing.enter_context(lock(folder))
            self.record = self._begin(record, explicit)
            self._read_journal()
            self.journal: BinaryIO = closing.enter_context((folder / "journal.jsonl").open("ab"))
            self.open = closing.pop_all()  # from here on `close` closes

    def known(self, student: str, digest: str) -> SubmissionResult | None:
        """Return the result of exactly this submission; one that was lost by our fault is not known."""
        entry = self.entries.get(student)
        if entry is None or entry.digest != digest:
            return None
        ours = any(verdict.fault in (Fault.GRADER, Fault.AUTHOR) for verdict in entry.result.verdicts)
        return None if ours else entry.result

    def add(self, digest: str, result: SubmissionResult, students: Iterable[str]) -> None:
        """Keep a result: first in the journal, on the disk, then in results.json."""
        with self._writing():
            self.journal.write(msgspec.json.encode(Entry(digest, result)) + b"\n")
            self.journal.flush()
            os.fsync(self.journal.fileno())
        self.entries[result.student] = Entry(digest, result)
        if self.write_seconds <= REWRITE_SHARE * (time.monotonic() - self.written_at):
            self.write(students)

    def results(self, students: Iterable[str]) -> list[SubmissionResult]:
        """Return the results of these students, as far as there are any."""
        return [self.entries[student].result for student in students if student in self.entries]

    def write(self, students: Iterable[str]) -> None:
        """Write results.json anew, whole or not at all."""
        start = time.monotonic()
        with self._writing():
            write_atomically(self.folder / "results.json", results_json(self.record, self.results(students), self.translate))
        self.written_at = time.monotonic()
        self.write_seconds = self.written_at - start

    def close(self) -> None:
        """Let another grader write here."""
        self.open.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(
                "{folder} can't be written: {text}. What was graded is kept; the same command goes on from there.",
                folder=str(self.folder), text=str(error.strerror),
            ) from error  # fmt: skip

    def _begin(self, record: RunRecord, explicit: dict[str, object]) -> RunRecord:
        path = self.folder / "run.json"
        if not path.exists():
            write_atomically(path, msgspec.json.encode(record))
            return record
        try:
            earlier = msgspec.json.decode(path.read_bytes(), type=RunRecord)
        except msgspec.DecodeError:
            raise UsageError("{file} is no record of a run; choose another --out", file=str(path)) from None
        for name, value in {**explicit, "course": record.course}.items():
            if getattr(earlier, name) != value:
                raise UsageError(
                    "{folder} holds a run with {name} {earlier}, now {name} {value} is asked for. "
                    "Use another --out, or leave the option out.",
                    folder=str(self.folder), name=name, earlier=_shown(getattr(earlier, name)), value=_shown(value),
                )  # fmt: skip
        return earlier

    def _read_journal(self) -> None:
        path = self.folder / "journal.jsonl"
        if not path.exists():
            return
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):  # the line that a kill cut short
            os.truncate(path, len(whole))
        for line in whole.splitlines():
            with contextlib.suppress(msgspec.DecodeError):  # a line that a power cut spoilt: graded again
                entry = msgspec.json.decode(line, type=Entry)
                self.entries[entry.result.student] = entry


def _shown(value: object) -> Parameter:
    if isinstance(value, tuple):  # exercises: none named means all
        return ", ".join(map(str, value)) if value else Message("all")
    return str(value)


def digest_of(submitted: Submitted, course_digest: str, record: RunRecord) -> str:
    """Return what a result depends on, as a hash: the student's files, the course's, how they are judged."""
    content = msgspec.json.encode([msgspec.to_builtins(submitted), course_digest, msgspec.to_builtins(record)], order="sorted")
    return hashlib.sha256(content).hexdigest()


def digest_of_files(paths: Iterable[Path]) -> str:
    """Return a hash of the content of files."""
    total = hashlib.sha256()
    for path in sorted(set(paths)):
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def write_atomically(path: Path, data: bytes, durable: bool = True) -> None:
    """Write a file so that a reader, or a kill, sees the old or the new one; after a power cut, too, where it is `durable`."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as stream:
        stream.write(data)
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    temporary.replace(path)

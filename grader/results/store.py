"""A run's folder: the journal that is the truth, and results.json made from it. Survives a kill at any moment. No torch."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from grader.words.errors import UsageError
from grader.words.messages import Message, Translate, render_all
from grader.words.submission import Submitted
from grader.words.verdict import CriterionResult, SubmissionResult, Verdict

SCHEMA = 1
REWRITE_SHARE = 0.05  # at most this share of a run goes into rewriting results.json


class RunRecord(msgspec.Struct):
    """How a run judges; fixed when it begins, kept for those that go on with it."""

    course: str
    seed: int
    device: str
    isolation: str


class Entry(msgspec.Struct):
    """One line of the journal: a result, and the digest of what it is the result of."""

    digest: str
    result: SubmissionResult


class Store:
    """The results folder of one run; only one grader may have it open."""

    def __init__(self, folder: Path, record: RunRecord, explicit: dict[str, object], translate: Translate) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.translate = translate
        self.lock = (folder / ".lock").open("wb")
        self._take_lock()
        self.record = self._begin(record, explicit)
        self.entries: dict[str, Entry] = {}
        self.walls: tuple[str, ...] = ()
        self._read_journal()
        self.journal: BinaryIO = (folder / "journal.jsonl").open("ab")
        self.write_seconds = 0.0
        self.written_at = time.monotonic()

    def known(self, student: str, digest: str) -> SubmissionResult | None:
        """Return the result of exactly this submission, if it is there and was no fault of ours."""
        entry = self.entries.get(student)
        return entry.result if entry and entry.digest == digest else None

    def add(self, digest: str, result: SubmissionResult, students: list[str]) -> None:
        """Keep a result: first in the journal, on the disk, then in results.json."""
        self.journal.write(msgspec.json.encode(Entry(digest, result)) + b"\n")
        self.journal.flush()
        os.fsync(self.journal.fileno())
        self.entries[result.student] = Entry(digest, result)
        if self.write_seconds <= REWRITE_SHARE * (time.monotonic() - self.written_at):
            self.write(students)

    def write(self, students: list[str]) -> None:
        """Write results.json anew, whole or not at all."""
        start = time.monotonic()
        results = [self.entries[student].result for student in students if student in self.entries]
        self.walls = next((verdict.walls for result in results for verdict in result.verdicts if verdict.walls), ())
        write_atomically(self.folder / "results.json", results_json(self.record, results, self.walls, self.translate))
        self.written_at = time.monotonic()
        self.write_seconds = self.written_at - start

    def _take_lock(self) -> None:
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                "another grader is writing to {folder}; wait for it or choose another --out", folder=str(self.folder)
            ) from None

    def _begin(self, record: RunRecord, explicit: dict[str, object]) -> RunRecord:
        path = self.folder / "run.json"
        if not path.exists():
            write_atomically(path, msgspec.json.encode(record))
            return record
        earlier = msgspec.json.decode(path.read_bytes(), type=RunRecord)
        for name, value in {**explicit, "course": record.course}.items():
            if getattr(earlier, name) != value:
                raise UsageError(
                    "{folder} holds a run with {name} {earlier}, now {name} {value} is asked for. "
                    "Use another --out, or leave the option out.",
                    folder=str(self.folder), name=name, earlier=str(getattr(earlier, name)), value=str(value),
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
            entry = msgspec.json.decode(line, type=Entry)
            self.entries[entry.result.student] = entry


def digest_of(submitted: Submitted, course_digest: str, record: RunRecord) -> str:
    """Return what a result depends on, as a hash: the student's files, the course's, how they are judged."""
    content = msgspec.json.encode([msgspec.to_builtins(submitted), course_digest, msgspec.to_builtins(record)], order="sorted")
    return hashlib.sha256(content).hexdigest()


def digest_of_files(paths: list[Path]) -> str:
    """Return a hash of the content of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.name).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a kill, sees the old or the new one."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def results_json(record: RunRecord, results: list[SubmissionResult], walls: tuple[str, ...], translate: Translate) -> bytes:
    """Return results.json: the shape that others rely on."""
    document = {
        "schema": SCHEMA,
        **msgspec.to_builtins(record),
        "walls": list(walls),
        "submissions": [_submission(result, translate) for result in results],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _submission(result: SubmissionResult, translate: Translate) -> dict[str, Any]:
    return {
        "student": result.student,
        "points": result.points,
        "max_points": result.max_points,
        "message": render_all(result.messages, translate),
        "exercises": [_exercise(verdict, translate) for verdict in result.verdicts],
    }


def _exercise(verdict: Verdict, translate: Translate) -> dict[str, Any]:
    return {
        "exercise": verdict.exercise,
        "status": verdict.status.value,
        "points": verdict.points,
        "max_points": verdict.max_points,
        "seconds": verdict.seconds,
        "message": render_all(verdict.messages, translate) or _first_trouble(verdict, translate),
        "fault": verdict.fault.value,
        "criteria": [_criterion(criterion, translate) for criterion in verdict.criteria],
        "output": verdict.output[-2000:],
    }


def _first_trouble(verdict: Verdict, translate: Translate) -> str:
    failed = next((criterion for criterion in verdict.criteria if criterion.passed is False), None)
    if failed is None:
        return translate("all criteria are met")
    return Message(
        "{title}: {text}", {"title": failed.title.render(translate), "text": render_all(failed.messages[:1], translate)}
    ).render(translate)


def _criterion(criterion: CriterionResult, translate: Translate) -> dict[str, Any]:
    return {
        "name": criterion.name,
        "title": criterion.title.render(translate),
        "passed": criterion.passed,
        "points": criterion.points,
        "max_points": criterion.max_points,
        "message": render_all(criterion.messages, translate),
        "hint": criterion.hint.render(translate) if criterion.hint else "",
        "misconception": criterion.misconception,
    }

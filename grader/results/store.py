"""A run's folder: the journal that is the truth, and results.json made from it. Survives a kill at any moment. No torch."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from grader.results.document import RunRecord, common_walls, document, shaped
from grader.results.files import write_atomically
from grader.results.journal import Handed, Journal, Judged, Known
from grader.results.lock import lock
from grader.results.units import key_of
from grader.words.errors import UsageError
from grader.words.messages import Message, Parameter, Translate
from grader.words.verdict import Status, SubmissionResult, Verdict

DAMAGED = Known(0, 0, "", ours=True, listed=False, cuda=False, walls=(), points=0.0, max_points=0.0)
"""What is known of a verdict whose line a power cut spoilt: it must be judged again."""
REWRITE_SHARE = 0.02  # at most this share of a run goes into rewriting results.json


class Store:
    """The results folder of one run; only one grader may have it open."""

    def __init__(self, folder: Path, record: RunRecord, explicit: dict[str, object], translate: Translate) -> None:
        self.folder = folder
        self.translate = translate
        self.write_seconds = 0.0
        self.written_at = time.monotonic()
        with self._writing(), contextlib.ExitStack() as closing:
            folder.mkdir(parents=True, exist_ok=True)
            closing.enter_context(lock(folder))
            self.record = self._begin(record, explicit)
            self.journal = closing.enter_context(contextlib.closing(Journal(folder / "journal.jsonl")))
            self.open = closing.pop_all()  # from here on `close` closes

    def knows(self, key: str) -> bool:
        """Return whether there is a verdict under this key; one that was lost by our fault is not known."""
        known = self.journal.known.get(key)
        return known is not None and not known.ours

    def handed(self, student: str) -> Handed | None:
        """Return what a student's result is made of, or None."""
        return self.journal.handed.get(student)

    def keep(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict under its key."""
        with self._writing():
            self.journal.add(Judged(key, verdict))

    def adopt(self, handed: Iterable[Handed], students: Iterable[str]) -> None:
        """Make these the students' results, on the disk; results.json follows as long as that takes little of the time."""
        with self._writing():
            self.journal.add(*handed, durable=True)
        if self.write_seconds <= REWRITE_SHARE * (time.monotonic() - self.written_at):
            self.write(students)

    def result(self, handed: Handed) -> SubmissionResult:
        """Return a result with its verdicts, read from the journal."""
        keys = {exercise: key_of(content, handed.terms[exercise]) for exercise, content in handed.contents.items()}
        verdicts = tuple(self.verdict(key) if key in self.journal.known else _damaged(name) for name, key in keys.items())
        return SubmissionResult(handed.student, verdicts, handed.messages)

    def results(self, students: Iterable[str]) -> Iterator[SubmissionResult]:
        """Yield the results of these students, as far as there are any, one after the other."""
        return (self.result(self.journal.handed[student]) for student in students if student in self.journal.handed)

    def facts_of(self, *handed: Handed) -> list[Known]:
        """Return what is known of each verdict in these results, without reading any."""
        keys = {key_of(content, one.terms[exercise]) for one in handed for exercise, content in one.contents.items()}
        return [self.journal.known.get(key, DAMAGED) for key in keys]

    def marks(self, handed: Handed) -> tuple[float, float]:
        """Return the points of a result and their maximum; verdicts are read only where a judge did not live to list criteria."""
        keys = [key_of(content, handed.terms[exercise]) for exercise, content in handed.contents.items()]
        facts = [self.journal.known[key] for key in keys if key in self.journal.known]
        if any(known.ours and not known.listed for known in facts):
            result = self.result(handed)
            return result.points, result.max_points
        return round(sum(known.points for known in facts), 6), round(sum(known.max_points for known in facts), 6)

    def write(self, students: Iterable[str]) -> None:
        """Write results.json anew, whole or not at all."""
        students = list(students)
        start = time.monotonic()
        facts = self.facts_of(*filter(None, map(self.handed, students)))
        walls = common_walls(known.walls for known in facts)
        pieces = document(self.record, any(one.cuda for one in facts), walls, self.results(students), self.translate)
        with self._writing():
            write_atomically(self.folder / "results.json", pieces)
        self.written_at = time.monotonic()
        self.write_seconds = self.written_at - start

    def close(self) -> None:
        """Let another grader write here."""
        self.open.close()

    def verdict(self, key: str) -> Verdict:
        """Return the verdict under this key; one that no judge lived to make lists the criteria that the others have."""
        verdict = self.journal.verdict(key)
        if verdict.criteria or verdict.status is not Status.GRADER_ERROR:
            return verdict
        others = [key for key, known in self.journal.known.items() if known.listed and known.exercise == verdict.exercise]
        on_the_same_terms = [other for other in others if other.partition("-")[2] == key.partition("-")[2]]
        latest = (on_the_same_terms or others)[-1:]
        return shaped(verdict, self.journal.verdict(latest[0]) if latest else None)

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


def _damaged(exercise: str) -> Verdict:
    reason = Message("the record of this verdict is damaged; grading again judges it anew")
    return Verdict(exercise, Status.GRADER_ERROR, 0.0, 0.0, 0.0, (reason,))


def _shown(value: object) -> Parameter:
    if isinstance(value, tuple):  # exercises: none named means all
        return ", ".join(map(str, value)) if value else Message("all")
    return str(value)

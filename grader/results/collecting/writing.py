"""Write what was collected into DEST: newer replaces older, the older is kept, a kill at any moment loses nothing. No torch."""

from __future__ import annotations

import contextlib
import datetime
import enum
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.results.collected import COLLECTED, EARLIER, SCHEMA, Collected, CollectedSubmission, Unplaced, read_collected
from grader.results.collecting.folder_names import folder_names
from grader.results.collecting.handed import Left
from grader.results.collecting.placing import PlacedSubmission, Placing
from grader.results.collecting.updating import digest_of, since, wanted
from grader.results.files import read_plain, write_atomically
from grader.results.lock import lock
from grader.results.roster import Roster
from grader.results.source import MAX_SOURCE_BYTES
from grader.words.errors import UsageError
from grader.words.messages import Message, Translate

MAX_PATH = 200
NOTHING = Collected(SCHEMA, ())


class FolderChange(enum.Enum):
    """What became of a student's folder."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Kept:
    """One student's folder after the run, what became of it, and what a teacher should know."""

    student: str
    change: FolderChange
    notes: tuple[str, ...]


@dataclass(frozen=True)
class CollectionRun:
    """What a run did, student by student, and what DEST holds now."""

    kept: tuple[Kept, ...]
    collected: Collected


class Collection:
    """DEST, while one run writes to it. `exact`: a moment was asked for, and what is newer than that goes, too."""

    def __init__(self, folder: Path, exercises: tuple[str, ...], translate: Translate, exact: bool = False) -> None:
        self.folder = folder
        self.exercises = exercises
        self.translate = translate
        self.exact = exact
        self.before: tuple[CollectedSubmission, ...] = ()

    @contextlib.contextmanager
    def opened(self) -> Iterator[dict[str, str]]:
        """Keep other runs out; give the students who are there with the numbers that their platform gave them.

        Raises:
            UsageError: DEST is somebody else's folder, or another run writes to it.
            OSError: it can't be written.
        """
        self._begin()
        with lock(self.folder):
            self.before = (read_collected(self.folder) or NOTHING).submissions
            yield {one.called or one.student: one.number for one in self.before}

    def write(self, placing: Placing, roster: Roster | None) -> CollectionRun:
        """Write all submissions, then collected.json, while it is opened.

        Raises:
            UsageError: something there is a link.
            OSError: it can't be written.
        """
        records = {one.student: one for one in self.before}
        known = {one.called or one.student: one.student for one in self.before}
        names = folder_names((one.student for one in placing.placed), known)
        kept = []
        for placed in placing.placed:
            folder = names[placed.student]
            change, record = self._one(placed, folder, records.get(folder))
            records[folder] = record
            kept.append(Kept(folder, change, record.notes))
        collected = self._collected(records, placing.left, roster)
        if hasattr(os, "sync"):
            os.sync()  # once for all new files: one by one they take minutes for a large class
        write_atomically(self.folder / COLLECTED, msgspec.json.format(msgspec.json.encode(collected), indent=1))
        return CollectionRun(tuple(kept), collected)

    def _begin(self) -> None:
        """Mark an empty DEST as ours, so that a run that was killed can go on."""
        if read_collected(self.folder) is not None:
            return
        if self.folder.exists() and any(self.folder.iterdir()):
            text = "{folder} is not empty, and not from `grader collect`. Choose another folder, or remove it first."
            raise UsageError(text, folder=str(self.folder))
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.folder / COLLECTED, msgspec.json.encode(NOTHING))

    def _one(
        self, placed: PlacedSubmission, folder: str, record: CollectedSubmission | None
    ) -> tuple[FolderChange, CollectedSubmission]:
        here = self._here(folder)
        files, notes = wanted(placed, here, record, self.exact)
        known = record is not None or here
        change = FolderChange.NEW if not known else FolderChange.UNCHANGED if files == here else FolderChange.UPDATED
        if change is FolderChange.UPDATED and here:
            kept = {"folder": self._keep_earlier(folder, here, record)}
            notes.append(
                Message("changed; the earlier one is kept in {folder}", {**kept}) if files
                else Message("nothing was handed in by then; what was collected later is kept in {folder}", {**kept})
            )  # fmt: skip
        self._write(folder, files, here)
        if called := placed.student if folder != placed.student else "":
            notes.append(Message("the folder of {name} is called {folder}", {"name": called, "folder": folder}))
        told = tuple(note.render(self.translate) for note in (*placed.notes, *notes))
        paths = tuple(f"{name}.py" for name in sorted(files))
        time = since(placed, here, record, files, self.exact)
        return change, CollectedSubmission(folder, time, placed.origin, paths, told, called, digest_of(files), placed.number)

    def _here(self, folder: str) -> dict[str, bytes]:
        """Return the exercises that lie in a student's folder now.

        Raises:
            UsageError: something there is a link: it would be written through.
        """
        base = self.folder / folder
        for path in (base, *(base / chapter for chapter in {name.partition("/")[0] for name in self.exercises})):
            if path.is_symlink():
                raise UsageError("{file} is a link, and nothing is written through links. Remove it first.", file=str(path))
        found = {name: read_plain(base, f"{name}.py", MAX_SOURCE_BYTES + 1) for name in self.exercises} if base.is_dir() else {}
        return {name: data for name, data in found.items() if isinstance(data, bytes)}

    def _keep_earlier(self, folder: str, here: dict[str, bytes], record: CollectedSubmission | None) -> str:
        """Copy what is about to be replaced to `.earlier`, complete or not there at all; return whereto."""
        times = [(self.folder / folder / f"{name}.py").stat().st_mtime for name in here]
        last = datetime.datetime.fromtimestamp(max(times, default=0.0), datetime.UTC)
        time = record.submitted_at if record is not None and record.submitted_at else last
        target = _free(self.folder / EARLIER / folder / _stamp(time), here)
        if not target.exists():
            new = target.with_name(f".{target.name}.new")
            shutil.rmtree(new, ignore_errors=True)
            for name in here:
                _copy(self.folder / folder / f"{name}.py", new / f"{name}.py")
            new.rename(target)
        return target.relative_to(self.folder).as_posix()

    def _write(self, folder: str, files: dict[str, bytes], here: dict[str, bytes]) -> None:
        base = self.folder / folder
        if files:
            base.mkdir(exist_ok=True)
        self._write_files(base, {name: data for name, data in files.items() if name in here and here[name] != data})
        self._write_files(base, {name: data for name, data in files.items() if name not in here}, durable=False)
        for name in here.keys() - files.keys():
            (base / f"{name}.py").unlink(missing_ok=True)
        if not files:  # an empty folder would be graded, and get 0 for what only has to be placed
            for path in (*(base / name.partition("/")[0] for name in here), base):
                with contextlib.suppress(OSError):  # not there, or a teacher keeps something in it
                    path.rmdir()

    def _write_files(self, base: Path, files: dict[str, bytes], durable: bool = True) -> None:
        for name, data in files.items():
            path = base / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            write_atomically(path, data, durable)

    def _collected(self, records: dict[str, CollectedSubmission], left: tuple[Left, ...], roster: Roster | None) -> Collected:
        unplaced = [Unplaced(one.path[:MAX_PATH], one.reason.render(self.translate)) for one in left]
        absent: tuple[str, ...] = ()
        if roster is not None:
            there = {one.called or one.student for one in records.values()}
            students = {student.student for student in roster.students}
            absent = tuple(student.student for student in roster.students if student.student not in there)
            reason = Message("collected before, and nobody in the roster is called so").render(self.translate)
            unplaced += [Unplaced(name, reason) for name, one in sorted(records.items()) if (one.called or name) not in students]
        return Collected(SCHEMA, tuple(records[name] for name in sorted(records)), tuple(unplaced), absent)


def _copy(source: Path, target: Path) -> None:
    """Copy a file with its time, whole and onto the disk: what it is a copy of is about to be replaced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
    with target.open("r+b") as stream:
        os.fsync(stream.fileno())


def _stamp(time: datetime.datetime) -> str:
    """Return a folder's name for a moment; students choose some of them, years that have no UTC among them."""
    try:
        return time.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H%M%SZ")
    except (OverflowError, ValueError):
        return time.strftime("%Y-%m-%dT%H%M%S")


def _free(target: Path, files: dict[str, bytes]) -> Path:
    """Return the first path of this name that is free, or holds these very files."""
    path, number = target, 1
    while path.exists() and any(read_plain(path, f"{name}.py", MAX_SOURCE_BYTES + 1) != data for name, data in files.items()):
        number += 1
        path = target.with_name(f"{target.name}-{number}")
    return path

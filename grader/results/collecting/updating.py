"""What a student's folder should hold after a run, and since when: decided from what lies there and what came. No torch."""

from __future__ import annotations

import datetime

from grader.results.collected import CollectedSubmission
from grader.results.collecting.placing import PlacedSubmission
from grader.results.digests import digest_of_contents
from grader.words.messages import Message, Parameter

Files = dict[str, bytes]


def wanted(placed: PlacedSubmission, here: Files, record: CollectedSubmission | None, exact: bool) -> tuple[Files, list[Message]]:
    """Return what the folder should hold, and why that is not simply what was handed in.

    `exact`: a moment was asked for, so it is what was handed in by then, be it nothing.
    """
    if exact:
        return dict(placed.files), []
    if record is not None and here and here != placed.files and record.digest == digest_of(placed.files):
        return dict(here), [Message("changed here by hand since it was collected; left so")]
    if record is not None and _is_older(placed, record):
        told: dict[str, Parameter] = {"time": str(record.submitted_at)}
        differs = any(here.get(name) != data for name, data in placed.files.items())
        stays = Message("older than what was collected before, of {time}, which stays", told)
        return {**placed.files, **here}, [stays] if differs else []
    emptied = [name for name, data in placed.files.items() if not data.strip() and here.get(name, b"").strip()]
    gone = [name for name in here if name not in placed.files]
    notes = []
    if emptied:
        notes.append(Message("empty now, so the earlier one stays: {names}", {"names": ", ".join(sorted(emptied))}))
    if gone:
        notes.append(Message("not handed in any more, so the earlier one stays: {names}", {"names": ", ".join(sorted(gone))}))
    return {**placed.files, **{name: here[name] for name in (*emptied, *gone)}}, notes


def since(
    placed: PlacedSubmission, here: Files, record: CollectedSubmission | None, files: Files, exact: bool
) -> datetime.datetime | None:
    """Return when what the folder holds now was handed in; the same handed in again counts from the first time."""
    if record is None or exact:
        return placed.submitted_at
    if placed.files == here:
        known = record.submitted_at if record.digest == digest_of(here) else None  # a run was killed before its record
        return min(filter(None, (known, placed.submitted_at)), default=None)
    return record.submitted_at if files == here or _is_older(placed, record) else placed.submitted_at


def digest_of(files: Files) -> str:
    """Return a digest of files by name."""
    return digest_of_contents(sorted(files.items()))


def _is_older(placed: PlacedSubmission, record: CollectedSubmission) -> bool:
    return placed.submitted_at is not None and record.submitted_at is not None and placed.submitted_at < record.submitted_at

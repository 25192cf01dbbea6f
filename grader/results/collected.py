"""collected.json: what `grader collect` knows of each submission beside its files. No torch."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec

from grader.words.errors import UsageError

COLLECTED = "collected.json"
EARLIER = ".earlier"  # beside it: STUDENT/TIME/ with the files that newer ones replaced
SCHEMA = 1


class CollectedSubmission(msgspec.Struct, frozen=True):
    """One student's submission: when it was handed in (with a zone; None: not known), whence, and what a teacher should know.

    `student` is the folder's name, which is the student's in results; `called` is the name in the roster, or in the source
    where there is no roster, if no folder can be called so. `digest` is of the files that this record is about. `number` is the
    platform's, which tells namesakes apart.
    """

    student: str
    submitted_at: datetime.datetime | None
    origin: str
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()
    called: str = ""
    digest: str = ""
    number: str = ""


class Unplaced(msgspec.Struct, frozen=True):
    """Something that was handed in and is nobody's, or no exercise's; `reason` says why."""

    path: str
    reason: str


class Collected(msgspec.Struct, frozen=True):
    """A whole collected.json; `absent` are the students of the roster of whom nothing was found."""

    schema: int
    submissions: tuple[CollectedSubmission, ...]
    unplaced: tuple[Unplaced, ...] = ()
    absent: tuple[str, ...] = ()

    def submitted_at(self, student: str) -> datetime.datetime | None:
        """Return when this student's submission was handed in; None if that is not known."""
        return next((one.submitted_at for one in self.submissions if one.student == student), None)


def read_collected(submissions: Path) -> Collected | None:
    """Return the collected.json in a folder of submissions, or None where the folder was not written by `collect`.

    Raises:
        UsageError: it is there and is not one.
    """
    path = submissions / COLLECTED
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Collected)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError("{file} can't be read: {text}", file=str(path), text=str(error)) from error
    if found.schema != SCHEMA:
        raise UsageError("{file} has the schema {found}, this grader reads {known}. Collect again.",
                         file=str(path), found=found.schema, known=SCHEMA)  # fmt: skip
    return found

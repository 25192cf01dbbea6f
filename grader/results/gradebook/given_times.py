"""When students handed in, from a CSV file of one's own or Moodle's grading worksheet: its zip says no time. No torch."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from grader.results.roster import Roster
from grader.results.roster_columns import Row, read_rows
from grader.results.times import parse_moment
from grader.words.errors import UsageError

TIME = (
    "time", "submitted", "submitted at", "submitted_at", "submission time", "last modified (submission)", "时间", "提交时间",
    "最后修改（学生）",
)  # fmt: skip
NONE = ("", "-", "–", "—")
MOODLE = ("%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p", "%A, %d %B %Y, %H:%M")
CHINESE = re.compile(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日\D*?(上午|下午)?\s*(\d{1,2}):(\d{2})(?:\s*([AP]M))?", re.IGNORECASE)
NOON = 12


@dataclass(frozen=True)
class GivenTimes:
    """The times in UTC by student; `unknown` are rows of nobody, `local` is one that was taken in this machine's zone."""

    times: dict[str, datetime.datetime]
    unknown: tuple[str, ...]
    local: datetime.datetime | None


def read_times(path: Path, roster: Roster, students: Collection[str]) -> GivenTimes:
    """Return the times in a CSV file with the columns `student` and `time`, or in Moodle's grading worksheet.

    They are found by the names of `students`, or as the roster knows them. A time without a zone is one of this machine's.

    Raises:
        UsageError: the file can't be read, lacks a column, says what is no time, or has two times of one student.
    """
    times: dict[str, datetime.datetime] = {}
    unknown = []
    local: datetime.datetime | None = None
    for row in read_rows(path, {"time": TIME}):
        if (said := row.cells["time"]) in NONE:
            continue
        moment, zoned = _moment(said, row.number, path)
        local = moment if not zoned else local
        student = _student(row, roster, students)
        if student is None:
            unknown.append(row.cells["student"] or row.cells["name"])
        elif times.setdefault(student, moment) != moment:
            text = "{file} has two times of {student}: which one holds?"
            raise UsageError(text, file=str(path), student=student)
    return GivenTimes(times, tuple(unknown), local)


def _student(row: Row, roster: Roster, students: Collection[str]) -> str | None:
    """Return whom this row means: the one whom all names in it mean that mean anybody."""
    found = set()
    for name in filter(None, (row.cells["student"], row.cells["email"], *row.aliases, row.cells["name"])):
        if name in students:
            found.add(name)
        elif (one := roster.find(name)) is not None:
            found.add(one.student)
    return found.pop() if len(found) == 1 else None


def _moment(text: str, row: int, path: Path) -> tuple[datetime.datetime, bool]:
    """Return a moment in UTC, and whether its zone was said."""
    try:
        naive = _platforms(text) or _iso(text)
        if naive is None:
            return parse_moment(text), True
        return naive.astimezone(datetime.UTC), False
    except (UsageError, OverflowError, OSError, ValueError):
        sentence = "row {row} of {file}: {text} is no time that is understood. Write for example {example}"
        example = "2026-10-12 23:59+08:00"
        raise UsageError(sentence, row=row, file=str(path), text=text, example=example) from None


def _iso(text: str) -> datetime.datetime | None:
    """Return the time of a text such as "2026-10-12 23:59", which names no zone."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is None and ":" in text else None


def _platforms(text: str) -> datetime.datetime | None:
    """Return the time of a text as Moodle writes it, in English or Chinese: "Monday, 12 October 2026, 11:58 PM"."""
    for form in MOODLE:
        try:
            return datetime.datetime.strptime(text, form)
        except ValueError:
            continue
    if (found := CHINESE.fullmatch(text)) is None:
        return None
    year, month, day, half, hour, minute, english = found.groups()
    hours = int(hour)
    if half or english:
        hours = hours % NOON + (NOON if half == "下午" or (english or "").upper() == "PM" else 0)
    return datetime.datetime(int(year), int(month), int(day), hours, int(minute))

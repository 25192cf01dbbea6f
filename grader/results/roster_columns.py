"""The rows of a file about students: which column is what, in one's own table and in Canvas's and Moodle's sheets. No torch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from grader.results.tables import read_text, rows_of
from grader.words.errors import UsageError

IDS = ("student", "student id", "id", "id number", "username", "user name", "login", "login id", "sis login id", "学号", "用户名")
COLUMNS = {
    "student": IDS,
    "name": ("name", "full name", "student name", "姓名", "全名"),
    "email": ("email", "email address", "e-mail", "mail", "邮箱", "电子邮件"),
    "section": ("section", "group", "class", "班级", "组别"),
}
"""What each column may be called; any other column is another name of the student (a platform's number, a Git account)."""

CANVAS = {"student": ("sis login id", "sis user id", "id"), "name": ("student",), "email": (), "section": ("section",)}
"""A gradebook exported by Canvas: its `Student` is the full name, and what stands right of `Section` are grades."""
CANVAS_NUMBERS = ("id",)
CANVAS_ALIASES = (*CANVAS_NUMBERS, "sis user id", "sis login id", "integration id")
CANVAS_NOBODY = ("points possible", "student, test")

MOODLE = {
    "student": ("username", "id number", "email address", "email"),
    "name": ("full name",),
    "email": ("email address", "email"),
    "section": ("group",),
}
"""Moodle's grading worksheet: `Identifier` holds the number by which submissions are downloaded, after a localised word."""
MOODLE_NUMBERS = ("identifier",)
MOODLE_ALIASES = (*MOODLE_NUMBERS, "username", "id number")

NUMBERS = ("canvas id", "canvas user id", "moodle id", "moodle identifier", "moodle number", "participant", "identifier")
"""Columns of one's own table that hold the number which a platform puts into the names of files."""

Columns = dict[str, int | None]


@dataclass(frozen=True)
class Row:
    """One student's row: the cells by what they are, other names, those that are a platform's number, the row as it stands."""

    number: int
    cells: dict[str, str]
    aliases: tuple[str, ...]
    numbers: tuple[str, ...]
    text: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """What the columns are called in a file, which hold other names (None: all others), and which a platform's numbers."""

    columns: dict[str, tuple[str, ...]]
    aliases: tuple[str, ...] | None
    numbers: tuple[str, ...]


def read_rows(path: Path, more: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> tuple[Row, ...]:
    """Return the rows; `more` are further columns that there must be, with what each may be called.

    Raises:
        UsageError: the file can't be read, no column says who the students are, or one of `more` is not there.
    """
    text = read_text(path)
    if text is None:
        raise UsageError("{file} is no text in UTF-8: save it as `CSV UTF-8`", file=str(path))
    rows = rows_of(text, path)
    header = [cell.casefold() for cell in rows[0][1]] if rows else []
    kind = _kind(header)
    known = {**kind.columns, **more}
    columns: Columns = {
        role: next((header.index(name) for name in spellings if name in header), None) for role, spellings in known.items()
    }
    if columns["student"] is None:
        columns["student"] = columns["email"]
    if (missing := next((role for role in ("student", *more) if columns[role] is None), None)) is not None:
        sentence = "{file} has no column `{name}`. Its first row is: {header}. Give the column that holds it this name."
        raise UsageError(sentence, file=str(path), name=missing, header=", ".join(rows[0][1]) if rows else "-")
    if kind.aliases is None:
        others = [place for place in range(len(header)) if place not in columns.values()]
    else:
        others = [place for place, name in enumerate(header) if name in kind.aliases and place != columns["student"]]
    numbers = {place for place in others if re.sub(r"[\s_\-]+", " ", header[place]) in kind.numbers}
    found = [_row(number, row, header, columns, others, numbers) for number, row in rows[1:]]
    return tuple(row for row in found if kind.columns is not CANVAS or not _nobody(row))


def _kind(header: list[str]) -> Kind:
    if "student" in header and {"sis login id", "sis user id"} & set(header):
        return Kind(CANVAS, CANVAS_ALIASES, CANVAS_NUMBERS)
    if "identifier" in header and "full name" in header:
        return Kind(MOODLE, MOODLE_ALIASES, MOODLE_NUMBERS)
    return Kind(COLUMNS, None, NUMBERS)


def _row(number: int, row: list[str], header: list[str], columns: Columns, others: list[int], numbered: set[int]) -> Row:
    cells = {role: row[place] if place is not None and place < len(row) else "" for role, place in columns.items()}
    names = {place: _alias(header[place], row[place]) for place in others if place < len(row) and row[place]}
    numbers = tuple(name for place, name in names.items() if place in numbered)
    if MOODLE_NUMBERS[0] in header:  # in Moodle's sheet an ID number is often left out: its address names the student then
        cells["student"] = cells["student"] or cells["email"]
    return Row(number, cells, tuple(dict.fromkeys(names.values())), numbers, tuple(row))


def _alias(head: str, cell: str) -> str:
    """Return another name; of Moodle's "Participant 123" the number, which alone stands in the names of files."""
    number = re.search(r"\d+$", cell)
    return number[0] if number and head in MOODLE_NUMBERS else cell


def _nobody(row: Row) -> bool:
    """Whether this is a row of Canvas's that is no student's: the maxima, the test student, the posting policy."""
    return row.cells["name"].casefold() in CANVAS_NOBODY or not row.cells["name"]

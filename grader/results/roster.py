"""A class's roster: who is in it, and under which names the platforms know each student. No torch."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec

from grader.words.errors import UsageError

COLUMNS = {
    "student": ("student", "student id", "id", "username", "user name", "login", "login id", "sis login id", "学号", "用户名"),
    "name": ("name", "full name", "student name", "姓名", "全名"),
    "email": ("email", "email address", "e-mail", "mail", "邮箱", "电子邮件"),
    "section": ("section", "group", "class", "班级", "组别"),
}
"""What each column may be called; any other column is another name of the student (a platform's number, a Git account)."""


class Student(msgspec.Struct, frozen=True):
    """One student: `student` is the name in results and gradebook, `aliases` what else platforms call the student."""

    student: str
    name: str = ""
    email: str = ""
    section: str = ""
    aliases: tuple[str, ...] = ()


class Roster(msgspec.Struct, frozen=True):
    """All students of a class, in the file's order."""

    students: tuple[Student, ...]

    def find(self, text: str) -> Student | None:
        """Return the student of this id, address, alias or full name, whatever the case; None if none or several."""
        wanted = text.strip().casefold()
        for names in (_ids, _aliases, _full_names):
            found = [student for student in self.students if wanted in names(student)]
            if found:
                return found[0] if len(found) == 1 else None
        return None


def read_roster(path: Path) -> Roster:
    """Return the roster in a CSV file with a header; a column named `student` (or `id`, `login`, ...) is needed.

    Raises:
        UsageError: the file can't be read, has no such column, a row has no id, or two rows have the same.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("the roster {file} can't be read: {text}", file=str(path), text=str(error)) from error
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if text.partition("\n")[0].count(";") else ","))
    rows = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    header = [cell.casefold() for cell in rows[0]] if rows else []
    columns = {role: next((header.index(name) for name in names if name in header), None) for role, names in COLUMNS.items()}
    if columns["student"] is None:
        sentence = "the roster {file} has no column `student`. Its first row is: {header}"
        raise UsageError(sentence, file=str(path), header=", ".join(rows[0]) if rows else "-")
    students = tuple(_student(row, columns, number, path) for number, row in enumerate(rows[1:], 2))
    ids = [one.student.casefold() for one in students]
    if double := sorted({one.student for one in students if ids.count(one.student.casefold()) > 1}):
        raise UsageError("the roster {file} has these students twice: {names}", file=str(path), names=", ".join(double))
    return Roster(students)


def _student(row: list[str], columns: dict[str, int | None], number: int, path: Path) -> Student:
    cells = {role: row[place] if place is not None and place < len(row) else "" for role, place in columns.items()}
    if not cells["student"]:
        sentence = "row {row} of the roster {file} has no student id: {text}"
        raise UsageError(sentence, row=number, file=str(path), text=", ".join(row))
    others = tuple(cell for place, cell in enumerate(row) if cell and place not in columns.values())
    return Student(**cells, aliases=others)


def _ids(student: Student) -> set[str]:
    return {student.student.casefold()}


def _aliases(student: Student) -> set[str]:
    return {alias.casefold() for alias in (*student.aliases, student.email, student.email.partition("@")[0]) if alias}


def _full_names(student: Student) -> set[str]:
    words = student.name.casefold().replace(",", " ").split()
    return {" ".join(words), "".join(words), " ".join(reversed(words)), "".join(reversed(words)), student.name.casefold()} - {""}

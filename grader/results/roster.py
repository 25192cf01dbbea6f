"""A class's roster: who is in it, and under which names the platforms know each student. No torch."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from grader.results import names
from grader.results.roster_columns import Row, read_rows
from grader.words.errors import UsageError


class Student(msgspec.Struct, frozen=True):
    """One student: `student` is the name in results and gradebook, `aliases` what else platforms call the student."""

    student: str
    name: str = ""
    email: str = ""
    section: str = ""
    aliases: tuple[str, ...] = ()


MAX_NAME = 200
Index = dict[str, tuple[Student, ...]]


class Roster(msgspec.Struct, frozen=True, dict=True):
    """All students of a class, in the file's order; `numbers` are platforms' own, each with the student whose it is."""

    students: tuple[Student, ...]
    numbers: tuple[tuple[str, str], ...] = ()

    def find(self, text: str) -> Student | None:
        """Return the student of this id, address, alias or full name, whatever the case; None if none or several."""
        found = self.candidates(text)
        return found[0] if len(found) == 1 else None

    def candidates(self, text: str) -> tuple[Student, ...]:
        """Return whom this text may mean, by the surest way in which it means anybody."""
        text = text[:MAX_NAME]
        wanted, turned = text.strip().casefold(), names.key(text)
        ways = ((self._by_id, wanted), (self._by_alias, wanted), (self._by_name, turned), (self._by_turned_name, turned))
        return next((index[name] for index, name in ways if name in index), ()) or self._by_pieces(text)

    def by_number(self, number: str) -> tuple[Student, ...]:
        """Return whom a platform knows by this number of its own; no other column holds such numbers, whatever stands there."""
        owners = {student for known, student in self.numbers if known == number}
        return tuple(student for student in self.students if student.student in owners)

    def _by_pieces(self, text: str) -> tuple[Student, ...]:
        """Return whom the pieces of a name such as "20230001-张三" mean: ids, addresses and whole names only.

        An id that might be a name, "ann" of "ann_smith", counts only where nothing else might be one.
        """
        pieces = names.pieces(text)
        found: dict[str, Student] = {}
        for piece in pieces:
            sure = not piece.isalpha() or not any(other.isalpha() for other in pieces if other != piece)
            meant = self._by_id_or_email.get(piece.casefold(), ()) if sure else ()
            meant += self._by_turned_name.get(names.key(piece), ()) if names.is_whole_name(piece) else ()
            found.update({student.student: student for student in meant})
        return tuple(found.values()) or self._by_login_and_name(text)

    def _by_login_and_name(self, text: str) -> tuple[Student, ...]:
        """Return whom an id and the full name behind it mean, as some versions of Moodle write them."""
        login, _, name = text.strip().casefold().partition(" ")
        found = dict.fromkeys((*self._by_id.get(login, ()), *self._by_alias.get(login, ())))
        return tuple(student for student in found if names.key(name) in names.orders(student.name))

    @functools.cached_property
    def _by_id(self) -> Index:
        return self._index(lambda student: {student.student.casefold()})

    @functools.cached_property
    def _by_alias(self) -> Index:
        return self._index(_aliases)

    @functools.cached_property
    def _by_id_or_email(self) -> Index:
        return self._index(lambda student: {student.student.casefold(), student.email.casefold()})

    @functools.cached_property
    def _by_name(self) -> Index:
        return self._index(lambda student: {names.key(student.name)})

    @functools.cached_property
    def _by_turned_name(self) -> Index:
        return self._index(lambda student: names.orders(student.name))

    def _index(self, known: Callable[[Student], Iterable[str]]) -> Index:
        index: dict[str, list[Student]] = {}
        for student in self.students:
            for name in known(student):
                if name:
                    index.setdefault(name, []).append(student)
        return {name: tuple(students) for name, students in index.items()}


def read_roster(path: Path) -> Roster:
    """Return the roster in a CSV file with a header: a column `student` (or `id`, `login`, ...), or a platform's own sheet.

    Raises:
        UsageError: the file can't be read, has no such column, a row has no id, or two rows have the same.
    """
    rows = read_rows(path)
    students = tuple(_student(row, path) for row in rows)
    ids = [one.student.casefold() for one in students]
    if double := sorted({one.student for one in students if ids.count(one.student.casefold()) > 1}):
        raise UsageError("the roster {file} has these students twice: {names}", file=str(path), names=", ".join(double))
    return Roster(students, tuple((number, row.cells["student"]) for row in rows for number in row.numbers))


def _student(row: Row, path: Path) -> Student:
    if not row.cells["student"]:
        sentence = "row {row} of the roster {file} has no student id: {text}"
        raise UsageError(sentence, row=row.number, file=str(path), text=", ".join(row.text))
    return Student(**row.cells, aliases=row.aliases)


def _aliases(student: Student) -> set[str]:
    return {alias.casefold() for alias in (*student.aliases, student.email, student.email.partition("@")[0]) if alias}

"""The gradebook's database: opened by path or URL, written in whole transactions, never changed in place. No torch."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import sqlalchemy as sql

from grader.results.gradebook import rows, tables
from grader.results.gradebook.contents import Contents
from grader.results.gradebook.engine import WRITES, address, connect, shown_address, use_write_ahead_log
from grader.results.gradebook.records import Decision, Grading, Kind
from grader.results.gradebook.term import Term
from grader.results.gradebook.troubles import told
from grader.results.roster import Roster
from grader.words.errors import UsageError

WAIT_SECONDS = 30.0
BEGINNING = 4_731_102_518  # any number of our own: PostgreSQL's lock on beginning a gradebook


class Book:
    """A gradebook that is open; `name` is how it is named in messages, without a password.

    Every method is one transaction: it is there as a whole, or not at all.
    """

    def __init__(self, engine: sql.Engine, name: str, wait_seconds: float) -> None:
        self.engine = engine
        self.name = name
        self.wait_seconds = wait_seconds

    def contents(self) -> Contents:
        """Return everything in it at this moment."""
        with self._reading() as connection:
            listed = tuple(one for one, listed in rows.read_students(connection).values() if listed)
            return Contents(
                rows.read_terms(connection),
                Roster(listed),
                rows.read_gradings(connection),
                rows.read_decisions(connection),
            )

    def apply(self, term: Term, source: str, by: str, at: datetime.datetime) -> bool:
        """Make this the term that holds; return whether it is another than before. Earlier ones stay."""
        content = tables.storable(msgspec.json.encode(term).decode())
        newest = sql.select(tables.terms.c.content).order_by(tables.terms.c.number.desc()).limit(1)
        with self._writing() as connection:
            if connection.scalar(newest) == content:
                return False
            row = {"content": content, "source": source, "applied_by": by, "applied_at": at}
            connection.execute(tables.terms.insert(), row)
        return True

    def enrol(self, roster: Roster, by: str, at: datetime.datetime) -> tuple[int, tuple[str, ...]]:
        """Make this the roster; return how many students are new or changed, and who is no longer in it."""
        wanted = {one.student for one in roster.students}
        record = {"recorded_by": by, "recorded_at": at}
        with self._writing() as connection:
            known = rows.read_students(connection)
            changed = [one for one in roster.students if known.get(one.student) != (one, True)]
            gone = [one for one, listed in known.values() if listed and one.student not in wanted]
            added = [rows.student_row(one, one.student in wanted, record) for one in (*changed, *gone)]
            if added:
                connection.execute(tables.students.insert(), added)
        return len(changed), tuple(one.student for one in gone)

    def record(self, gradings: Sequence[Grading]) -> int:
        """Add gradings; return how many were new. One like the last of the same submission is there already."""
        added = []
        with self._writing() as connection:
            places, digests = rows.read_last(connection, {one.assignment for one in gradings})
            for one in gradings:
                key = one.assignment, tables.storable(one.student)
                if digests.get((*key, one.submitted_at)) != one.digest:
                    places[key] = places.get(key, 0) + 1
                    digests[*key, one.submitted_at] = one.digest
                    added.append(rows.grading_row(one, places[key]))
            if added:
                connection.execute(tables.gradings.insert(), added)
        return len(added)

    def decide(self, decision: Decision) -> int:
        """Add a decision; return its number."""
        with self._writing() as connection:
            return _add(connection, decision)

    def withdraw(self, number: int, comment: str, by: str, at: datetime.datetime) -> Decision:
        """Add the decision that an earlier one holds no longer; return the earlier one.

        Raises:
            UsageError: it is not there, is withdrawn already, or is a withdrawal itself.
        """
        with self._writing() as connection:
            found = connection.execute(tables.decisions.select().where(tables.decisions.c.number == number)).one_or_none()
            if found is None:
                raise UsageError("there is no decision {number}. `grader gradebook history STUDENT` lists them.", number=number)
            earlier = rows.decision(found)
            by_now = connection.scalar(sql.select(tables.decisions.c.number).where(tables.decisions.c.withdraws == number))
            if earlier.kind is Kind.WITHDRAWAL or by_now is not None:
                text = "decision {number} is withdrawn already, or is itself a withdrawal: decide anew instead"
                raise UsageError(text, number=number)
            _add(connection, Decision(
                Kind.WITHDRAWAL, earlier.student, comment, by, at, earlier.assignment, withdraws=number))  # fmt: skip
        return earlier

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sql.Connection]:
        """Begin a transaction that no other writer is in; it ends with the block, or leaves nothing."""
        with told(self.name, self.wait_seconds), self.engine.execution_options(**{WRITES: True}).begin() as connection:
            connection.execute(sql.select(tables.book.c.version).with_for_update())  # SQLite: the transaction's own lock does
            yield connection

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sql.Connection]:
        """Begin a transaction that sees one moment."""
        engine = self.engine
        if engine.dialect.name != "sqlite":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with told(self.name, self.wait_seconds), engine.begin() as connection:
            yield connection


def open_book(where: str, create: bool = False, wait_seconds: float = WAIT_SECONDS) -> Book:
    """Open the gradebook of this path or URL; `create` begins one where there is none.

    Raises:
        UsageError: there is none, it is none, another version of the grader made it, or it can't be used.
    """
    url = address(where)
    name = shown_address(url) if "://" in where else where
    is_file = url.get_backend_name() == "sqlite"
    if is_file and not create and not Path(url.database or "").exists():
        raise _no_book(name)
    engine = connect(url, wait_seconds)
    with told(name, wait_seconds):
        with engine.execution_options(**{WRITES: create}).begin() as connection:
            version = _version(connection, name, create)
        if is_file and create:
            use_write_ahead_log(engine)
    if version is None:
        raise _no_book(name)
    if version != tables.VERSION:
        text = "the gradebook {book} has version {found}, and this grader works with {known}: use the grader that wrote it"
        raise UsageError(text, book=name, found=version, known=tables.VERSION)
    return Book(engine, name, wait_seconds)


def _version(connection: sql.Connection, name: str, create: bool) -> int | None:
    """Return the version of the gradebook, a new one where there is none and `create` asks for it."""
    if create and connection.dialect.name != "sqlite":
        connection.execute(sql.select(sql.func.pg_advisory_xact_lock(BEGINNING)))
    there = set(sql.inspect(connection).get_table_names())
    if tables.book.name in there:
        return connection.scalar(sql.select(tables.book.c.version))
    others = there if connection.dialect.name == "sqlite" else there & tables.metadata.tables.keys()
    if others:
        text = "{book} is no gradebook of this grader: it has the tables {names}. Name another with --book."
        raise UsageError(text, book=name, names=", ".join(sorted(others)[:5]))
    if not create:
        return None
    tables.metadata.create_all(connection)
    connection.execute(tables.book.insert(), {"version": tables.VERSION})
    return tables.VERSION


def _no_book(name: str) -> UsageError:
    return UsageError("there is no gradebook {book}. `grader gradebook apply term.toml` begins one.", book=name)


def _add(connection: sql.Connection, decision: Decision) -> int:
    added = tables.decisions.insert().returning(tables.decisions.c.number)
    return int(connection.execute(added, rows.decision_row(decision)).scalar_one())

"""The database, SQLite and PostgreSQL: what is written stays, twice is once, and each trouble is a sentence."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import sqlite3
import sys
import threading
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sql

from grader.results.gradebook import tables
from grader.results.gradebook.book import Book, open_book
from grader.results.gradebook.engine import address, connect
from grader.results.gradebook.records import Kind
from grader.results.roster import Roster, Student
from grader.words.errors import UsageError
from tests.results.gradebook.sample import NOW, decision, grading, term

ALICE, BOB = Student("alice", "Alice", "a@x.org", "1", ("1001", "ali")), Student("bob")


@pytest.fixture
def book(where: str) -> Book:
    """A new gradebook."""
    return open_book(where, create=True)


def test_what_is_written_is_read(book: Book, where: str) -> None:
    """By another connection, to the microsecond, in the order of writing."""
    held = term(free_days=2.5, count=2, percent_per_day=10.0, closes_after_days=7.0)
    book.enrol(Roster((ALICE, BOB)), "teacher", NOW)
    assert book.apply(held, "the file", "teacher", NOW)
    graded = [grading(-0.000123), grading(None, student="bob")]
    assert book.record(graded) == 2
    made = decision(Kind.EXTENSION, until=NOW), decision(Kind.ADJUSTMENT, points=-2.5)
    assert [book.decide(one) for one in made] == [1, 2]
    found = open_book(where).contents()
    assert (found.term, found.roster) == (held, Roster((ALICE, BOB)))
    assert found.gradings == tuple(msgspec.structs.replace(one, number=n) for n, one in enumerate(graded, 1))
    assert found.decisions == tuple(msgspec.structs.replace(one, number=n) for n, one in enumerate(made, 1))


def test_the_same_run_is_recorded_once(book: Book) -> None:
    """What differs is a new grading, also if an older one was the same: the last one holds."""
    first, second = grading(0.0, 12.0), grading(0.0, 14.0)
    assert [book.record([one]) for one in (first, first, second, second, first)] == [1, 0, 1, 0, 1]
    assert [one.points for one in book.contents().gradings] == [12.0, 14.0, 12.0]
    assert book.record([grading(5.0, 12.0), first]) == 1  # another submission; the first is there
    assert book.record([first, first, grading(0.0, 12.0, "week2"), grading(0.0, 12.0, student="bob")]) == 2
    assert book.record([]) == 0


def test_the_database_itself_refuses_a_second_of_a_place(book: Book) -> None:
    """A program that takes no lock can't overwrite."""
    book.record([grading()])
    with book.engine.connect() as connection:
        row = dict(connection.execute(tables.gradings.select()).mappings().one())
        with pytest.raises(sql.exc.IntegrityError):
            connection.execute(tables.gradings.insert(), {**row, "number": 99})


def test_applying_keeps_what_held_before(book: Book) -> None:
    """The same again is no new line."""
    first, second = term(percent_per_day=10.0), term(percent_per_day=20.0)
    applied = [book.apply(one, "file", "teacher", NOW) for one in (first, first, second, second, first)]
    assert applied == [True, False, True, False, True]
    assert [one.term for one in book.contents().terms] == [first, second, first]


def test_a_roster_takes_nobody_out_of_the_book(book: Book) -> None:
    """Who is no longer listed keeps gradings; who comes back is the same."""
    assert book.enrol(Roster((ALICE, BOB)), "teacher", NOW) == (2, ())
    assert book.enrol(Roster((ALICE, BOB)), "teacher", NOW) == (0, ())
    book.record([grading(student="bob")])
    renamed = msgspec.structs.replace(ALICE, name="Alice L.")
    assert book.enrol(Roster((renamed,)), "teacher", NOW) == (1, ("bob",))
    found = book.contents()
    assert found.roster == Roster((renamed,)) and found.students == ("alice", "bob")
    assert book.enrol(Roster((BOB,)), "teacher", NOW) == (1, ("alice",))


def test_a_decision_is_withdrawn_once(book: Book) -> None:
    """A withdrawal is none to withdraw, nor is what is not there."""
    number = book.decide(decision(Kind.EXCUSE))
    assert book.withdraw(number, "no", "teacher", NOW).kind is Kind.EXCUSE
    for wrong, words in ((number, "withdrawn already"), (number + 1, "is itself a withdrawal"), (77, "no decision 77")):
        with pytest.raises(UsageError, match=words):
            book.withdraw(wrong, "no", "teacher", NOW)
    assert len(book.contents().decisions) == 2


def test_hostile_text_is_kept(book: Book) -> None:
    """Quotes and formulas as they are; what no database takes is replaced."""
    name = "Robert'); DROP TABLE gradings;--\n=1+1\u202e\0\udcff"
    assert book.record([grading(student=name)]) == 1 and book.record([grading(student=name)]) == 0
    assert book.contents().gradings[0].student == "Robert'); DROP TABLE gradings;--\n=1+1\u202e\N{REPLACEMENT CHARACTER}?"


def test_another_version_is_refused(where: str) -> None:
    """Older or newer, and nothing is changed in it."""
    open_book(where, create=True)
    for version in (tables.VERSION - 1, tables.VERSION + 1):
        with connect(address(where), 1.0).begin() as connection:
            connection.execute(tables.book.update().values(version=version))
        for create in (False, True):
            with pytest.raises(UsageError, match=f"has version {version}, and this grader works with {tables.VERSION}"):
                open_book(where, create)


def test_a_gradebook_begins_where_it_is_asked_to(where: str) -> None:
    """A misspelt name begins none."""
    with pytest.raises(UsageError, match=r"there is no gradebook .*gradebook apply"):
        open_book(where)
    open_book(where, create=True)
    assert open_book(where).contents().terms == ()


def test_many_may_begin_it_at_once(where: str) -> None:
    """One does, the others find it."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        books = list(pool.map(lambda _: open_book(where, create=True), range(8)))
    with books[0].engine.connect() as connection:
        assert connection.scalars(sql.select(tables.book.c.version)).all() == [tables.VERSION]


def test_a_database_of_others_is_left_alone(where: str) -> None:
    """Such as nbgrader's, which has the same file name."""
    with connect(address(where), 1.0).begin() as connection:
        connection.execute(sql.text("CREATE TABLE students (id INTEGER)"))
    with pytest.raises(UsageError, match=r"no gradebook of this grader: it has the tables students"):
        open_book(where, create=True)


def test_a_writer_waits_and_then_says_so(book: Book, where: str) -> None:
    """Readers do not wait; when the other is done, it goes on."""
    impatient = open_book(where, wait_seconds=0.2)
    book.record([grading()])
    with book._writing():
        with pytest.raises(UsageError, match=r"another program holds .* 0\.2 seconds\. Nothing was written"):
            impatient.record([grading(student="bob")])
        assert len(impatient.contents().gradings) == 1
    assert impatient.record([grading(student="bob")]) == 1


def test_writers_at_once_lose_nothing(book: Book) -> None:
    """Eight record the same twenty runs at the same moments: each run is there once, in order, whoever came first."""
    together = threading.Barrier(8, timeout=20)

    def recorded(_: int) -> int:
        count = 0
        for points in range(20):
            together.wait()
            count += book.record([grading(0.0, float(points)), grading(0.0, float(points), student="bob")])
        return count

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(recorded, range(8))) == 40
    found = book.contents().gradings
    for student in ("alice", "bob"):
        assert [one.points for one in found if one.student == student] == [float(points) for points in range(20)]


def test_a_reader_sees_one_moment(book: Book) -> None:
    """What is written meanwhile is not half in it."""
    book.record([grading()])
    with book._reading() as connection:
        count = sql.select(sql.func.count()).select_from(tables.gradings)
        assert connection.scalar(count) == 1
        book.record([grading(student="bob")])
        assert connection.scalar(count) == 1
    assert len(book.contents().gradings) == 2


def test_a_file_that_is_none(tmp_path: Path) -> None:
    """Text, a folder, a folder that is missing."""
    path = tmp_path / "notes.db"
    path.write_text("no database at all, but long enough to look like one" * 20)
    with pytest.raises(UsageError, match="is no gradebook, or is damaged"):
        open_book(str(path))
    for wrong in (tmp_path, tmp_path / "missing" / "gradebook.db"):
        with pytest.raises(UsageError, match="can't be used: unable to open database file"):
            open_book(str(wrong), create=True)


def test_a_sqlite_gradebook_loses_nothing_to_a_power_cut(tmp_path: Path) -> None:
    """Each commit is on the disk, and readers do not stop the writer."""
    path = tmp_path / "gradebook.db"
    engine = open_book(str(path), create=True).engine
    with engine.connect() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]
    with contextlib.closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("where", ["mysql://u:secret@h/d", "postgresql://h:secret/d", "sqlite://", "nonsense://", "http://x:secret@y"])
def test_another_kind_of_url(where: str) -> None:
    """No password in the sentence."""
    with pytest.raises(UsageError, match="can't be opened by .*name a file, or postgresql://") as caught:
        open_book(where)
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    """Said with the reason, and without the password."""
    with pytest.raises(UsageError, match="can't be used: connection .*No such file or directory") as caught:
        open_book(f"postgres://me:secret@/db?host={tmp_path}&password=secret")
    assert "secret" not in str(caught.value) and "postgresql://me:***@/db?host=" in str(caught.value)


def test_the_names_of_gradebooks(tmp_path: Path) -> None:
    """A path is a file, whatever is in its name; both spellings of PostgreSQL's URLs do."""
    assert address("a b?c=#d.db").database == "a b?c=#d.db"
    assert address("sqlite:///x.db").database == "x.db"
    assert {address(f"{kind}://u@h/d").drivername for kind in ("postgres", "postgresql", "postgresql+psycopg2")} == {
        "postgresql+psycopg"
    }
    assert dataclasses.is_dataclass(open_book(str(tmp_path / "x?y.db"), create=True).contents())
    assert (tmp_path / "x?y.db").exists()


def test_the_driver_of_postgresql_is_asked_for_where_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gradebook in a file does without."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"PostgreSQL needs psycopg: .*'\.\[postgresql\]'"):
        address("postgresql://u@h/d")
    assert address("gradebook.db").drivername == "sqlite"

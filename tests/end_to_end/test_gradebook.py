"""The gradebook's real commands on real databases: many at once, killed, and on a disk that is full."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from grader.results.gradebook import tables
from grader.results.gradebook.book import Book, open_book
from grader.results.gradebook.term import read_term
from grader.results.reading import ReadResults, ReadSubmission, ReadVerdict
from grader.words.verdict import Status
from tests.end_to_end.miniature import EXERCISE, ROOT, build, finish, start
from tests.end_to_end.small_disk import grow, small_disk
from tests.postgresql import postgresql

__all__ = ["postgresql"]
STUDENTS = 30
ROUNDS = 4
WEEKS = [f"week{number}" for number in range(1, 9)]
TERM = "".join(f'[[assignments]]\nname = "{week}"\ndue = 2026-10-12T23:59:00+08:00\n' for week in WEEKS)
RECORD_ON_AND_ON = """
import os, sys
from grader.commands.main import run
sys.stderr = open(os.devnull, "w")
for number in range(int(sys.argv[1]), 1000):
    assert run(["gradebook", "record", f"runs/{number}", "--assignment", "week1", "--book", sys.argv[2]]) == 0
    print("recorded", number, flush=True)
"""
KILLED_BEFORE_THE_COMMIT = """
import os, signal, sys
from sqlalchemy import Engine, event
from grader.commands.main import run

@event.listens_for(Engine, "after_cursor_execute")
def die(connection, cursor, statement, *more):
    if statement.startswith("INSERT INTO gradings"):
        os.kill(os.getpid(), signal.SIGKILL)

run(["gradebook", "record", "runs/0", "--assignment", "week1", "--book", sys.argv[1]])
"""
LIMITED = """
import resource, sys
from grader.commands.main import run
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.exit(run(sys.argv[2:]))
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature course with a term and many runs, each with its own points."""
    folder = build(tmp_path_factory.mktemp("course"))
    (folder / "term.toml").write_text(TERM)
    for number in range(200):
        write_run(folder / "runs" / str(number), STUDENTS, number / 1000)
    write_run(folder / "large", 2000, 1.0)
    return folder


def write_run(folder: Path, students: int, points: float) -> None:
    folder.mkdir(parents=True)
    verdict = ReadVerdict(EXERCISE, Status.FAILED, points, 3.0, 0.1, "", ())
    class_of = tuple(ReadSubmission(f"student{number}", points, 3.0, (verdict,)) for number in range(students))
    (folder / "results.json").write_bytes(msgspec.json.encode(ReadResults(1, "miniature", 7, "cpu", "sandbox", class_of)))


@pytest.fixture(params=["sqlite", "postgresql"])
def book(request: pytest.FixtureRequest, course: Path, tmp_path: Path) -> str:
    """A gradebook with the term in it."""
    where = str(tmp_path / "gradebook.db") if request.param == "sqlite" else request.getfixturevalue("postgresql").database()
    return begin(course, where)


def begin(course: Path, where: str) -> str:
    """Begin a gradebook with the term."""
    term, text = read_term(course / "term.toml", str)
    open_book(where, create=True).apply(term, text, "teacher", datetime.datetime.now(datetime.UTC))
    return where


def recorder(run: str, week: str, book: str) -> tuple[str, ...]:
    """Return the command that records a run."""
    return ("gradebook", "record", run, "--assignment", week, "--book", book)


def counts(book: Book, column: str) -> dict[object, int]:
    """Return how many gradings there are for each value of a column, counted by the database."""
    with book.engine.connect() as connection:
        kind = tables.gradings.c[column]
        return {row[0]: row[1] for row in connection.execute(select(kind, func.count()).group_by(kind))}


def python(course: Path, script: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(command, cwd=course, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_eight_recorders_at_once(course: Path, book: str) -> None:
    """Four of one run: each grading is there once. Four of others: all are there. Each says truly what it added."""
    weeks = [*["week1"] * 4, *WEEKS[1:5]]
    running = [start(course, *recorder("runs/1", week, book)) for week in weeks]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 8
    assert sum(f"recorded: {STUDENTS}; there already: 0" in one for one in said[:4]) == 1
    assert sum(f"recorded: 0; there already: {STUDENTS}" in one for one in said[:4]) == 3
    assert all(f"recorded: {STUDENTS}; there already: 0" in one for one in said[4:])
    assert counts(open_book(book), "assignment") == dict.fromkeys(weeks, STUDENTS)


def test_kills_lose_nothing(course: Path, book: str) -> None:
    """SIGKILL again and again: what was said to be recorded is there, the run that was cut short is there whole or not at all."""
    number = 0
    for turn in range(ROUNDS):
        process = python(course, RECORD_ON_AND_ON, str(number), book)
        assert process.stdout is not None
        said = [line for line, _ in zip(process.stdout, range(2 * (3 + turn)), strict=False) if line.startswith("recorded ")]
        process.kill()
        rest, _ = process.communicate()
        said += [line for line in rest.splitlines() if line.startswith("recorded ")]
        done = number + len(said)
        found = counts(open_book(book), "points")
        assert set(found.values()) == {STUDENTS}
        assert len(found) in (done, done + 1)
        number = len(found)
    assert number >= 3 * ROUNDS
    assert finish(course, *recorder(f"runs/{number}", "week1", book))[0] == 0
    assert counts(open_book(book), "points") == {run / 1000: STUDENTS for run in range(number + 1)}


def test_a_kill_before_the_commit(course: Path, book: str) -> None:
    """Nothing of it is there, and nobody has to wait for the dead: the same command records all."""
    process = python(course, KILLED_BEFORE_THE_COMMIT, book)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert counts(open_book(book), "points") == {}
    assert finish(course, *recorder("runs/0", "week1", book))[0] == 0
    assert counts(open_book(book), "points") == {0.0: STUDENTS}


@pytest.mark.parametrize("book", ["sqlite"], indirect=True)
def test_a_limit_on_files_loses_nothing(course: Path, book: str) -> None:
    """The sentence says what to do, and the same command goes through when there is room."""
    large = recorder("large", "week1", book)
    assert finish(course, *recorder("runs/1", "week1", book))[0] == 0
    process = python(course, LIMITED, "200000", *large)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2 and "the disk is full, or a limit is reached" in err and "Traceback" not in err
    assert counts(open_book(book), "points") == {0.001: STUDENTS}
    assert finish(course, *large)[0] == 0
    assert counts(open_book(book), "points") == {0.001: STUDENTS, 1.0: 2000}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 KiB."""
    with small_disk(tmp_path / "disk", "300k") as folder:
        yield folder


def test_a_full_disk_loses_nothing(course: Path, disk: Path) -> None:
    """Neither what was recorded, nor the gradebook."""
    book = begin(course, str(disk / "gradebook.db"))
    assert finish(course, *recorder("runs/1", "week1", book))[0] == 0
    large = recorder("large", "week1", book)
    code, _, err = finish(course, *large)
    assert code == 2 and "the disk is full, or a limit is reached" in err
    assert counts(open_book(book), "points") == {0.001: STUDENTS}
    grow(disk, "16m")
    assert finish(course, *large)[0] == 0
    assert counts(open_book(book), "points") == {0.001: STUDENTS, 1.0: 2000}


@pytest.mark.parametrize("book", ["sqlite"], indirect=True)
def test_a_locked_book_is_waited_for(course: Path, book: str) -> None:
    """A recorder that finds the book locked goes on when it is free, and says nothing of it."""
    held = open_book(book)
    with held._writing():
        process = start(course, *recorder("runs/1", "week1", book))
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=2)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and f"recorded: {STUDENTS}" in out, err
    assert counts(held, "points") == {0.001: STUDENTS}

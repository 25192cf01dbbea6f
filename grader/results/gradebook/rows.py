"""Between the gradebook's rows and what they say. No torch."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sql

from grader.results.gradebook import tables
from grader.results.gradebook.contents import AppliedTerm
from grader.results.gradebook.records import Decision, GradedExercise, Grading, Kind
from grader.results.gradebook.term import Term
from grader.results.roster import Student

Row = dict[str, Any]
Key = tuple[str, str]


def read_terms(connection: sql.Connection) -> tuple[AppliedTerm, ...]:
    """Return the terms that were applied, the oldest first."""
    rows = connection.execute(tables.terms.select().order_by(tables.terms.c.number))
    return tuple(AppliedTerm(msgspec.json.decode(row.content, type=Term), row.applied_by, row.applied_at) for row in rows)


def read_students(connection: sql.Connection) -> dict[str, tuple[Student, bool]]:
    """Return each student as last recorded, and whether the roster lists the student."""
    found: dict[str, tuple[Student, bool]] = {}
    for row in connection.execute(tables.students.select().order_by(tables.students.c.number)):
        aliases = msgspec.json.decode(row.aliases, type=tuple[str, ...])
        found[row.student] = Student(row.student, row.name, row.email, row.section, aliases), row.listed
    return found


def student_row(student: Student, listed: bool, record: Row) -> Row:
    """Return a student's row; `record` says by whom and when."""
    return {**msgspec.structs.asdict(student), "aliases": _json(student.aliases), "listed": listed, **record}


def read_gradings(connection: sql.Connection) -> tuple[Grading, ...]:
    """Return all gradings, the oldest first."""
    query = tables.gradings.select().order_by(tables.gradings.c.number)
    decoder = msgspec.json.Decoder(tuple[GradedExercise, ...])
    return tuple(
        Grading(
            row.assignment, row.student, row.submitted_at, row.graded_at, row.points, row.max_points,
            decoder.decode(row.exercises), row.digest, row.recorded_at, row.recorded_by, row.number,
        )
        for row in connection.execute(query)
    )  # fmt: skip


def read_last(connection: sql.Connection, assignments: set[str]) -> tuple[dict[Key, int], dict[tuple[Any, ...], str]]:
    """Return how many gradings each student has in each of these assignments, and the last digest of each submission."""
    columns = tables.gradings.c
    query = sql.select(columns.assignment, columns.student, columns.place, columns.submitted_at, columns.digest)
    places: dict[Key, int] = {}
    digests: dict[tuple[Any, ...], str] = {}
    for row in connection.execute(query.where(columns.assignment.in_(assignments)).order_by(columns.number)):
        places[row.assignment, row.student] = row.place
        digests[row.assignment, row.student, row.submitted_at] = row.digest
    return places, digests


def grading_row(grading: Grading, place: int) -> Row:
    """Return a grading's row; `place` counts the student's gradings in the assignment."""
    row = msgspec.structs.asdict(grading)
    del row["number"]
    return {**row, "exercises": _json(grading.exercises), "place": place, "recorded_by": row.pop("by")}


def read_decisions(connection: sql.Connection) -> tuple[Decision, ...]:
    """Return all decisions, the oldest first."""
    query = tables.decisions.select().order_by(tables.decisions.c.number)
    return tuple(decision(row) for row in connection.execute(query))


def decision(row: sql.Row[Any]) -> Decision:
    """Return what a row of decisions says."""
    return Decision(
        Kind(row.kind), row.student, row.comment, row.decided_by, row.decided_at,
        row.assignment, row.until, row.days, row.points, row.withdraws, row.number,
    )  # fmt: skip


def decision_row(decision: Decision) -> Row:
    """Return a decision's row, without its number."""
    row = msgspec.structs.asdict(decision)
    del row["number"]
    return {**row, "kind": decision.kind.value, "decided_by": row.pop("by"), "decided_at": row.pop("at")}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()

"""The gradebook's tables. Rows are added and never changed. No torch."""

from __future__ import annotations

import datetime

import sqlalchemy as sql
from sqlalchemy.types import TypeDecorator

VERSION = 1
"""Of the tables below; another number means that another grader made the database."""


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC, whatever the database knows of zones."""

    impl = sql.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: sql.Dialect) -> datetime.datetime | None:
        """Give it to the database; SQLite keeps no zone."""
        if value is None:
            return None
        moment = value.astimezone(datetime.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime.datetime | None, dialect: sql.Dialect) -> datetime.datetime | None:
        """Take it from the database."""
        if value is None:
            return None
        return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)


class Words(TypeDecorator[str]):
    """Text from anywhere; what a database refuses in text (NUL, half a character) is replaced."""

    impl = sql.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sql.Dialect) -> str | None:
        """Give it to the database."""
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """Return text as the database keeps it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


metadata = sql.MetaData()

book = sql.Table(
    "gradebook",
    metadata,
    sql.Column("version", sql.Integer, nullable=False),
    comment="one row; who writes locks it first",
)

terms = sql.Table(
    "terms",
    metadata,
    sql.Column("number", sql.Integer, primary_key=True),
    sql.Column("content", Words, nullable=False, comment="as JSON"),
    sql.Column("source", Words, nullable=False, comment="the file as it was"),
    sql.Column("applied_by", Words, nullable=False),
    sql.Column("applied_at", Moment, nullable=False),
)

students = sql.Table(
    "students",
    metadata,
    sql.Column("number", sql.Integer, primary_key=True),
    sql.Column("student", Words, nullable=False, index=True, comment="the last row of a student holds"),
    sql.Column("name", Words, nullable=False),
    sql.Column("email", Words, nullable=False),
    sql.Column("section", Words, nullable=False),
    sql.Column("aliases", Words, nullable=False, comment="as JSON"),
    sql.Column("listed", sql.Boolean, nullable=False, comment="false: no longer in the roster"),
    sql.Column("recorded_by", Words, nullable=False),
    sql.Column("recorded_at", Moment, nullable=False),
)

gradings = sql.Table(
    "gradings",
    metadata,
    sql.Column("number", sql.Integer, primary_key=True),
    sql.Column("assignment", Words, nullable=False),
    sql.Column("student", Words, nullable=False, index=True),
    sql.Column("place", sql.Integer, nullable=False, comment="1, 2, ... of this student in this assignment"),
    sql.Column("submitted_at", Moment),
    sql.Column("graded_at", Moment, nullable=False),
    sql.Column("points", sql.Float, nullable=False),
    sql.Column("max_points", sql.Float, nullable=False),
    sql.Column("exercises", Words, nullable=False, comment="points and status of each, as JSON"),
    sql.Column("digest", Words, nullable=False, comment="of what was graded and when it was handed in"),
    sql.Column("recorded_by", Words, nullable=False),
    sql.Column("recorded_at", Moment, nullable=False),
    sql.UniqueConstraint("assignment", "student", "place"),
)

decisions = sql.Table(
    "decisions",
    metadata,
    sql.Column("number", sql.Integer, primary_key=True),
    sql.Column("kind", Words, nullable=False),
    sql.Column("student", Words, nullable=False, index=True),
    sql.Column("assignment", Words),
    sql.Column("until", Moment),
    sql.Column("days", sql.Float),
    sql.Column("points", sql.Float),
    sql.Column("withdraws", sql.ForeignKey("decisions.number"), unique=True),
    sql.Column("comment", Words, nullable=False),
    sql.Column("decided_by", Words, nullable=False),
    sql.Column("decided_at", Moment, nullable=False),
)

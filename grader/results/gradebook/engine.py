"""Connections to SQLite and PostgreSQL that wait for each other and lose nothing. No torch."""

from __future__ import annotations

import contextlib
import importlib.util
import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from grader.words.errors import UsageError

WRITES = "gradebook_writes"
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
CONNECT_SECONDS = 10


def address(where: str) -> sql.URL:
    """Return the URL of a gradebook that is named by a URL or by a file's path.

    Raises:
        UsageError: it is a URL of another kind.
    """
    if "://" not in where:
        return sql.URL.create("sqlite", database=str(Path(where)))
    try:
        url: sql.URL | None = make_url(where)
    except (ArgumentError, ValueError):
        url = None
    backend = url.drivername.partition("+")[0] if url is not None else ""
    if url is None or backend not in DRIVERS or (backend == "sqlite" and not url.database):
        kind = where.partition("://")[0]  # what comes after it may hold a password
        text = "the gradebook can't be opened by {kind}://...: name a file, or postgresql://USER@HOST/DATABASE"
        raise UsageError(text, kind=kind)
    if backend != "sqlite" and importlib.util.find_spec("psycopg") is None:
        text = "a gradebook on PostgreSQL needs {package}: .venv/bin/python -m pip install -e '.[postgresql]'"
        raise UsageError(text, package="psycopg")
    return url.set(drivername=DRIVERS[backend])


def shown_address(url: sql.URL) -> str:
    """Return a URL as it may be shown: without passwords."""
    url = url.set(drivername=url.get_backend_name()).difference_update_query(["password", "sslpassword"])
    return url.render_as_string(hide_password=True)


def connect(url: sql.URL, wait_seconds: float) -> sql.Engine:
    """Return an engine whose transactions wait this long for others; nothing is connected yet."""
    if url.get_backend_name() == "sqlite":
        engine = sql.create_engine(url, poolclass=NullPool, connect_args={"timeout": wait_seconds})
        sql.event.listen(engine, "connect", _prepare)
        sql.event.listen(engine, "begin", _begin)
        return engine
    settings = {"connect_timeout": CONNECT_SECONDS, "options": f"-c lock_timeout={round(wait_seconds * 1000)}"}
    return sql.create_engine(url, poolclass=NullPool, connect_args=settings)


def use_write_ahead_log(engine: sql.Engine) -> None:
    """Let SQLite's readers and its writer not wait for each other; where that can't be had now, its old journal is as safe."""
    connection = engine.raw_connection()
    with contextlib.closing(connection), contextlib.suppress(sqlite3.OperationalError):
        connection.cursor().execute("PRAGMA journal_mode = WAL")


def _prepare(connection: Any, entry: ConnectionPoolEntry) -> None:
    """Begin transactions ourselves, and come back from a power cut with all that was committed."""
    connection.isolation_level = None
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sql.Connection) -> None:
    """Take SQLite's one writing lock at once: a transaction that reads first and then writes could be refused it at the end."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

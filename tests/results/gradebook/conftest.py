"""Gradebooks on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgresql import postgresql

__all__ = ["postgresql", "where"]


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The path or URL of a gradebook that is not there yet, on either database."""
    if request.param == "sqlite":
        return str(tmp_path / "gradebook.db")
    url: str = request.getfixturevalue("postgresql").database()
    return url

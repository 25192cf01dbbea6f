"""Rows as their writer meant them: any separator, Chinese Excel's encoding, quoted cells; or a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.results.tables import read_text, rows_of
from grader.words.errors import UsageError


@pytest.mark.parametrize("text", ["a,b\n\n 1 ,2\n", "a;b\n;\n1;2", "a\tb\r\n\t\r\n1\t2\r\n", "a,b\n\n\"1\",2",
                                  "\ufeffa,b\n,\n1,2"])  # fmt: skip
def test_rows(tmp_path: Path, text: str) -> None:
    """Without empty ones, each with its number in the file."""
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    assert rows_of(read_text(path) or "", path) == [(1, ["a", "b"]), (3, ["1", "2"])]


def test_a_separator_is_not_taken_from_a_comment(tmp_path: Path) -> None:
    """Whatever is written there."""
    assert rows_of("# one; two; three\n\na,b\n", tmp_path)[1:] == [(3, ["a", "b"])]


def test_what_is_no_table(tmp_path: Path) -> None:
    """No file, no text, a cell without end."""
    (tmp_path / "x").write_bytes(b"a\0b")
    assert read_text(tmp_path / "x") is None
    (tmp_path / "y").write_bytes("Müller".encode("latin-1"))
    assert read_text(tmp_path / "y") is None
    with pytest.raises(UsageError, match="can't be read"):
        read_text(tmp_path)
    with pytest.raises(UsageError, match="x is no table"):
        rows_of("a," + "x" * 200_000, tmp_path / "x")

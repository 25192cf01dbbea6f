"""Files are written whole or not at all; a stranger's is read where it is one, and nothing is reached through a link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.results.files import _open_checked, open_plain, read_plain, write_atomically
from grader.results.source import Refused


def test_what_is_read(tmp_path: Path) -> None:
    """A plain file, up to a size; nothing where there is none; the reason where it is no file."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.py").write_text("text")
    assert read_plain(tmp_path, "a/b.py", 3) == b"tex"
    assert read_plain(tmp_path, "a/c.py", 3) is None
    (tmp_path / "link").symlink_to(tmp_path / "a")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link/b.py", "pipe", "a"):
        with pytest.raises(Refused, match="no plain file"):
            open_plain(tmp_path, name)


def test_without_opening_beneath_a_folder(tmp_path: Path) -> None:
    """Where the system can't open beneath a folder, links are looked for first."""
    path = tmp_path / "a" / "b.py"
    path.parent.mkdir()
    path.write_text("x")
    os.close(_open_checked(tmp_path, "a/b.py"))
    path.rename(tmp_path / "elsewhere.py")
    path.symlink_to(tmp_path / "elsewhere.py")
    with pytest.raises(OSError, match="a link"):
        _open_checked(tmp_path, "a/b.py")
    path.unlink()
    path.mkdir()
    with pytest.raises(OSError, match="a folder"):
        _open_checked(tmp_path, "a/b.py")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    """A fault among the pieces leaves the old file."""
    path = tmp_path / "file"
    write_atomically(path, [b"one ", b"two"])

    def pieces() -> Iterator[bytes]:
        yield b"three"
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        write_atomically(path, pieces())
    assert path.read_bytes() == b"one two"

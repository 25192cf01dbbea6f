"""A later report takes away the pages that an earlier one wrote, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.results.reports.written import LIST, Written


def write(folder: Path, *names: str, finished: bool = True) -> int:
    written = Written(folder)
    written.plan(names)
    for name in names:
        (folder / name).write_text("page")
    return written.finish() if finished else 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "report" / "feedback"
    made.mkdir(parents=True)
    return made


def test_pages_of_who_left(folder: Path) -> None:
    """Removed; what a teacher laid beside them stays."""
    (folder / "notes.html").write_text("mine")
    assert write(folder, "a.html", "b.html") == 0
    assert write(folder, "b.html", "c.html") == 1
    assert sorted(path.name for path in folder.iterdir()) == ["b.html", "c.html", "notes.html"]


def test_a_kill_in_between(folder: Path) -> None:
    """What the killed report wrote, and what was there before, is known to the next."""
    write(folder, "a.html")
    write(folder, "b.html", finished=False)
    assert write(folder, "c.html") == 2 and [path.name for path in folder.iterdir()] == ["c.html"]


@pytest.mark.parametrize("name", ["../index.html", "../../notes.html", "/etc/hosts.html", "a\\..\\b.html", "", "notes.txt", ".."])
def test_a_list_of_somebody_else(folder: Path, name: str) -> None:
    """Names that lead out of the folder, or are no pages, are passed over."""
    for path in (folder.parent / "index.html", folder.parent.parent / "notes.html", folder / "notes.txt"):
        path.write_text("mine")
    (folder.parent / LIST).write_text(f'["{name}"]'.replace("\\", "\\\\"))
    assert write(folder, "a.html") == 0
    assert (folder.parent / "index.html").exists() and (folder / "notes.txt").exists()
    assert (folder.parent.parent / "notes.html").exists()


def test_no_list(folder: Path) -> None:
    """A list that is spoilt removes nothing."""
    (folder / "a.html").write_text("page")
    (folder.parent / LIST).write_text('{"a.html"')
    assert write(folder, "b.html") == 0 and (folder / "a.html").exists()

"""What a bundle takes along, on a course without exercises."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from grader.course.catalogue import Course
from grader.results.release import bundle_files, release
from grader.words.errors import UsageError


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with the files that every bundle has."""
    for name in ("pyproject.toml", "exercises/learner.mk", "datasets/making.py"):
        (tmp_path / "course" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / name).write_text(f"# {name}\n")
    return Course(tmp_path / "course", "课 \N{GRINNING FACE}", ())


def test_downloads_and_hidden_files_stay(course: Course) -> None:
    """The real CIFAR-10 is 170 MB, as an archive and unpacked; an editor's swap file may hold anything."""
    for name in ("cifar-10-python.tar.gz", "cifar-10-batches-py/test_batch", "small/x/test_batch", ".making.py.swp"):
        path = course.root / "datasets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    names = [name for name, _ in bundle_files(course, (), "en") if name.startswith("datasets/")]
    assert names == ["datasets/making.py"]


def test_a_name_in_any_letters_is_read_back(course: Course) -> None:
    """TOML knows no surrogate pairs."""
    text = dict(bundle_files(course, (), "en"))["exercises/course.toml"].decode()
    assert tomllib.loads(text)["name"] == course.name


def test_the_folder_that_one_stands_in(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder will do, as `.` too: its own name is the zip's."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert release(course, (), "en", Path(".")).archive == tmp_path / "here.zip"


@pytest.mark.skipif(os.name == "nt", reason="a file as a folder is told otherwise there")
def test_where_nothing_can_be_written(course: Course, tmp_path: Path) -> None:
    """Below a file there is no folder: said, with the name."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="week can't be written: Not a directory"):
        release(course, (), "en", tmp_path / "file" / "week")

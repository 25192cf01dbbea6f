"""The autograder's zip: what Gradescope expects at its root, the chosen exercises and no other, the same bytes each time."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from grader.course.catalogue import load_course
from grader.results.recipes.gradescope import SCRIPTS, Recipe, write_autograder
from grader.words.errors import UsageError
from grader.words.messages import english
from tests.results.recipes.tools import tool

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip for one exercise."""
    path = tmp_path_factory.mktemp("zip") / "autograder.zip"
    write(path)
    return path


def write(path: Path, torch_index: str = "") -> int:
    course = load_course(ROOT)
    return write_autograder(Recipe(course, (course.find("max_pool2d"),), "sandbox", "zh", torch_index), path, english)


def test_what_is_in_it(archive: Path) -> None:
    """Both scripts at the root, executable; suite, answer and mistakes of the exercise; nothing of another, no data made here."""
    with zipfile.ZipFile(archive) as zipped:
        names = set(zipped.namelist())
        assert all(zipped.getinfo(name).external_attr >> 16 == 0o100755 for name in SCRIPTS)
        assert b"\r" not in zipped.read("setup.sh") and zipped.read("run_autograder").endswith(b"--isolation sandbox --lang zh\n")
        assert "torch==" in zipped.read("setup.sh").decode()
    assert {"course/tests/hidden/04_pooling/test_max_pool2d.py", "course/solutions/04_pooling/max_pool2d.py"} <= names
    assert {"course/grader/__main__.py", "course/datasets/__main__.py", "course/exercises/course.toml"} <= names
    assert any(name.startswith("course/tests/mistakes/04_pooling/max_pool2d/") for name in names)
    assert not any("avg_pool2d" in name or "/small/" in name or "__pycache__" in name for name in names)


def test_where_pip_looks_for_pytorch(archive: Path, tmp_path: Path) -> None:
    """Where it was told to, before it installs anything there; else where it always looks."""
    write(tmp_path / "small.zip", "https://wheels.example.org/cpu")
    with zipfile.ZipFile(tmp_path / "small.zip") as small, zipfile.ZipFile(archive) as usual:
        text = small.read("setup.sh").decode()
        assert "PIP_EXTRA" not in usual.read("setup.sh").decode()
    assert text.index("export PIP_EXTRA_INDEX_URL=https://wheels.example.org/cpu ") < text.index("torch==")


def test_the_same_course_gives_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    """So that a teacher sees whether an upload would change anything."""
    write(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_what_stands_until_there_is_a_result(archive: Path) -> None:
    """A results.json without any score, in the language asked for, its reason for the teacher alone."""
    with zipfile.ZipFile(archive) as zipped:
        document = json.loads(zipped.read("not_graded.json"))
    assert "score" not in document and [test["visibility"] for test in document["tests"]] == ["hidden"]
    assert "score" not in document["tests"][0] and document["output"]


def test_a_file_that_is_there_is_not_touched(archive: Path, tmp_path: Path) -> None:
    """Nor is anything written under a name that is no zip's, or where there is no folder."""
    before = archive.read_bytes()
    with pytest.raises(UsageError, match="is there already"):
        write(archive)
    assert archive.read_bytes() == before
    with pytest.raises(UsageError, match="is no name of a zip"):
        write(tmp_path / "autograder")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="can't be written"):
        write(tmp_path / "file" / "autograder.zip")


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_sound(archive: Path, name: str) -> None:
    """As ShellCheck sees it."""
    with zipfile.ZipFile(archive) as zipped:
        done = subprocess.run([tool("shellcheck"), "-"], input=zipped.read(name), capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()

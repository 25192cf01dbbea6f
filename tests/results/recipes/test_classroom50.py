"""Classroom 50's assignment: nothing closed in what anybody can read, and the runner's contract kept."""

from __future__ import annotations

import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from grader.course.catalogue import load_course
from grader.results.leaks import leaks
from grader.results.recipes.classroom50 import write_assignment
from grader.words.errors import UsageError

ROOT = Path(__file__).resolve().parents[3]
EXERCISE = "00_start/first_tensor"


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for one exercise."""
    folder = tmp_path_factory.mktemp("classroom") / "autograders" / "week1"
    course = load_course(ROOT)
    write_assignment(course, (course.find("first_tensor"),), "en", folder)
    return folder


@pytest.fixture
def autograder(assignment: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """autograder.py, with this environment in place of the one that it would install."""
    specification = importlib.util.spec_from_file_location("autograder", assignment / "autograder.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)

    def unpack(folder: Path) -> str:
        zipfile.ZipFile(assignment / "course.zip").extractall(folder / "course")
        return sys.executable

    monkeypatch.setattr(module, "set_up", unpack)
    return module


def test_nothing_closed_is_in_it(assignment: Path) -> None:
    """By name and by content: its files lie where whoever knows the address reads them."""
    assert {path.name for path in assignment.iterdir()} == {"autograder.py", "course.zip"}
    with zipfile.ZipFile(io.BytesIO((assignment / "course.zip").read_bytes())) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    assert not any(name.startswith(("solutions", "tests/hidden", "tests/mistakes", "tests/variants")) for name in files)
    files["autograder.py"] = (assignment / "autograder.py").read_bytes()
    assert "tests/examples/00_start/test_first_tensor.py" in files and leaks(load_course(ROOT), files) == []


def test_a_folder_that_is_there_is_not_touched(assignment: Path) -> None:
    """Or is no folder."""
    course = load_course(ROOT)
    for folder in (assignment, assignment / "autograder.py"):
        with pytest.raises(UsageError, match="is there already"):
            write_assignment(course, course.exercises, "en", folder)
    with pytest.raises(UsageError, match="can't be written"):
        write_assignment(course, course.exercises[:1], "en", assignment / "autograder.py" / "x")


@pytest.mark.sandbox
def test_the_runners_contract(autograder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """result.json in the checkout, with whole sums and the commit's time; a link in its place is not written through."""
    checkout = tmp_path / "checkout"
    answer = checkout / "exercises" / f"{EXERCISE}.py"
    answer.parent.mkdir(parents=True)
    answer.write_bytes((ROOT / "solutions" / f"{EXERCISE}.py").read_bytes())
    (tmp_path / "theirs").write_text("theirs")
    (checkout / "result.json").symlink_to(tmp_path / "theirs")
    git = ["git", "-C", str(checkout), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", "x", "--date", "2026-06-01T14:32:01Z"], check=True,
                   env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": "2026-06-01T16:32:01+02:00"})  # fmt: skip
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("CLASSROOM", "cs")
    autograder.main()
    document = json.loads((checkout / "result.json").read_bytes())
    assert document["schema"] == "classroom50/result/v1" and document["classroom"] == "cs"
    assert document["score"] == document["max-score"] == sum(test["max-score"] for test in document["tests"]) > 0
    assert document["datetime"] == "2026-06-01T14:32:01Z"
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert "points" in (checkout / "release-body.md").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_only_plain_files_inside_the_checkout_are_taken(autograder: ModuleType, tmp_path: Path) -> None:
    """A link, and a folder that is one, are no answer; a chapter at the top is found too."""
    exercises, checkout = tmp_path / "exercises", tmp_path / "checkout"
    for name in ("01_a/one.py", "01_a/two.py", "02_b/three.py"):
        (exercises / name).parent.mkdir(parents=True, exist_ok=True)
        (exercises / name).write_text("stub")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "three.py").write_text("secret")
    (checkout / "01_a").mkdir(parents=True)
    (checkout / "01_a" / "one.py").write_text("mine")
    (checkout / "01_a" / "two.py").symlink_to(tmp_path / "outside" / "three.py")
    (checkout / "02_b").symlink_to(tmp_path / "outside")
    autograder.take(checkout, exercises)
    assert {path.name: path.read_text() for path in exercises.rglob("*.py")} == {"one.py": "mine"}

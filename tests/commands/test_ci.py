"""`grader ci`: what it says, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PYPROJECT = '[project]\nname = "x"\ndependencies = ["torch==1", "click==2", "torchvision==3"]\n'


@pytest.fixture(autouse=True)
def whole(course: Path) -> Path:
    """The miniature course with what the recipes take along."""
    (course / "pyproject.toml").write_text(PYPROJECT)
    for name in ("first_letter", "last_letter"):
        suite = course / "tests" / "hidden" / "01_letters" / f"test_{name}.py"
        suite.parent.mkdir(parents=True, exist_ok=True)
        suite.write_text("")
    (course / "exercises" / "learner.mk").write_text("")
    return course


def test_github_takes_the_kind_from_the_folder(run, course: Path) -> None:
    """The whole course grades, and what it needs is said; written once."""
    code, out, _ = run("ci", "github", ".", "--lang", "zh")
    assert code == 0 and "grade.yml" in out and "SUBMISSIONS_TOKEN" in out and "students.csv" in out
    assert "--lang zh" in (course / ".github" / "workflows" / "grade.yml").read_text()
    code, _, err = run("ci", "github", ".")
    assert code == 2 and "is there already" in err
    (course / "solutions").rename(course / "elsewhere")
    code, out, _ = run("ci", "github", ".", "--exercise", "first_letter")
    assert code == 0 and "check.yml" in out and "SUBMISSIONS_TOKEN" not in out
    assert "grader check 01_letters/first_letter --lang en" in (course / ".github" / "workflows" / "check.yml").read_text()


def test_classroom50_says_where_the_folder_goes(run, course: Path) -> None:
    """A folder of two files."""
    code, out, err = run("ci", "github", course / "week1", "--kind", "classroom50", "--exercise", "first_letter")
    assert code == 0 and "week1/ is written" in out, err
    assert {path.name for path in (course / "week1").iterdir()} == {"autograder.py", "course.zip"}


def test_gradescope_says_what_is_in_it(run, course: Path) -> None:
    """That it holds answers; and without walls, what that means."""
    code, out, _ = run("ci", "gradescope", course / "a.zip")
    assert code == 0 and "suites and answers among them" in out and "no walls" not in out
    code, out, _ = run("ci", "gradescope", course / "b.zip", "--isolation", "process", "--lang", "zh")
    assert code == 0 and "没有隔离墙" in out
    assert run("ci", "gradescope", course / "a.zip")[0] == 2
    assert run("ci", "gradescope", course / "c.zip", "--isolation", "auto")[0] == 2


@pytest.mark.parametrize("command", [("gradescope", "x.zip"), ("github", "x", "--kind", "classroom50")])
def test_a_bundle_for_learners_has_no_suites(run, course: Path, command: tuple[str, ...]) -> None:
    """And so nothing to build from."""
    (course / "solutions").rename(course / "elsewhere")
    code, _, err = run("ci", *command)
    assert code == 2 and "bundle for learners" in err and not (course / command[1]).exists()


def test_autograde_where_grading_fails(run, course: Path, tmp_path: Path) -> None:
    """The reason is the teacher's, there is no score, and the exit code says so."""
    (tmp_path / "handed-in").mkdir()
    (course / "tests" / "hidden" / "01_letters" / "test_first_letter.py").write_text("import no_such_module\n")
    code, out, _ = run("ci", "autograde", tmp_path / "handed-in", "--out", tmp_path / "results.json", "--isolation", "process")
    document = json.loads((tmp_path / "results.json").read_bytes())
    assert code == 1 and "score" not in document and document["tests"][0]["output"].strip() in out
    assert "no_such_module" in document["tests"][0]["output"]

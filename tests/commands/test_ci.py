"""`grader ci`: what it says, what it refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.commands import autograde
from grader.results import criteria
from grader.results.reading import ReadSubmission
from grader.words.errors import AuthoringError
from tests.results.exports.sample import judged, results, submission

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


def test_gradescope_refuses_a_broken_suite(run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found here, not by the first student: nothing is written."""

    def broken(course: object, exercises: object) -> None:
        raise AuthoringError("the suite {file} can't be collected: {text}", file="test_x.py", text="SyntaxError")

    monkeypatch.setattr(criteria, "criteria_of", broken)
    code, _, err = run("ci", "gradescope", course / "a.zip")
    assert code == 2 and "test_x.py" in err and not (course / "a.zip").exists()


def test_gradescope_says_what_is_in_it(run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That it holds answers; and without walls, what that means."""
    monkeypatch.setattr(criteria, "criteria_of", lambda course, exercises: {})
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


@pytest.fixture
def grading(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`grading(submission, code, said)` has the grading command end so."""

    def ends(submission: ReadSubmission | None, code: int = 0, said: str = "") -> None:
        def grade(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
            out = Path(command[command.index("--out") + 1])
            out.mkdir()
            (out / "judge.log").write_text("the judge's words\x1b[2J")
            if submission is not None:
                found = msgspec.structs.replace(results("x"), submissions=(submission,), walls=("seccomp", "landlock 7"))
                (out / "results.json").write_bytes(msgspec.json.encode(found))
            return subprocess.CompletedProcess(command, code, b"", said.encode())

        monkeypatch.setattr(autograde.subprocess, "run", grade)

    return ends


def ended(run, folder: Path, *more: str) -> tuple[int, str, dict[str, Any]]:
    (folder / "handed-in").mkdir(exist_ok=True)
    code, out, err = run("ci", "autograde", folder / "handed-in", "--out", folder / "results.json", *more)
    return code, out + err, json.loads((folder / "results.json").read_bytes())


def test_autograde_where_nothing_can_be_graded(run, grading, tmp_path: Path) -> None:
    """The reason is the teacher's, there is no score, and the exit code says so."""
    grading(None, 2, "no walls\x1b[2J\n")
    code, said, document = ended(run, tmp_path)
    assert code == 1 and said == "no walls[2J\n"
    assert "score" not in document and document["tests"][0]["output"] == "no walls[2J"


def test_autograde_where_the_grader_fails_on_one_exercise(run, grading, tmp_path: Path) -> None:
    """No mark either: what is missing may be due. What the judge complained of is told, its folder is gone."""
    grading(submission("submission"), 1, "the grader itself failed on: submission")
    code, said, document = ended(run, tmp_path)
    assert code == 1 and "failed on: submission\nthe judge's words[2J" in said and "score" not in document


def test_autograde_of_hostile_names(run, grading, tmp_path: Path) -> None:
    """A file's name can't write lines into what is read of it, nor move anything."""
    grading(judged("submission"))
    (tmp_path / "handed-in").mkdir()
    (tmp_path / "handed-in" / "a\n\x1b[2Jpoints: 100.py").write_text("")
    document = ended(run, tmp_path)[2]
    assert "a [2Jpoints: 100.py: no exercise of this course is called so" in document["output"].splitlines()


def test_autograde_of_the_courses_own_answers(run, grading, tmp_path: Path) -> None:
    """A point that they lose is this machine's fault: 2, so that setup.sh ends; a submission may lose what it likes."""
    grading(judged("submission"))
    code, said, document = ended(run, tmp_path)
    assert code == 0 and document["score"] == 6 and "walls: seccomp, landlock 7" in said
    code, said, _ = ended(run, tmp_path, "--full-marks", "--lang", "zh")
    assert code == 2 and "课程自己的答案也会丢分" in said and "04_pooling/pool0" in said
    right = judged("submission")
    grading(msgspec.structs.replace(right, exercises=right.exercises[:1]))
    assert ended(run, tmp_path, "--full-marks")[0] == 0


@pytest.mark.parametrize("address", ["http://x.org/cpu", "https://x.org/a b", "https://x.org/$(id)", 'https://x.org/"', "-r x"])
def test_an_address_is_only_an_address(run, course: Path, address: str) -> None:
    """It stands in scripts without quotes."""
    code, _, err = run("ci", "gradescope", course / "a.zip", "--torch-index", address)
    assert code == 2 and "is no address" in err and not (course / "a.zip").exists()

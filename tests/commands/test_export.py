"""`grader export`: each format from a results.json on the disk, and what is missing said."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from tests.results.exports.sample import judged, results


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """A results folder of two students."""
    folder = tmp_path / "results"
    folder.mkdir()
    (folder / "results.json").write_bytes(msgspec.json.encode(results("alice", "bob")))
    return folder


@pytest.mark.parametrize("kind", ["gradescope", "classroom50", "junit", "csv"])
def test_formats_are_written(run, graded: Path, tmp_path: Path, kind: str) -> None:
    """To a file, whole; whom the grader failed on is said, and where a file is a mark none is written."""
    arguments = ["export", graded, "--format", kind, "--out", tmp_path / "out"]
    if kind in ("gradescope", "classroom50"):
        code, _, err = run(*arguments)
        assert code == 2 and "--student" in err and "alice, bob" in err
        arguments += ["--student", "bob"]
        code, _, err = run(*arguments)
        assert code == 2 and "failed on bob: nothing is written" in err and not (tmp_path / "out").exists()
        document = msgspec.structs.replace(results("bob"), submissions=(judged("bob"),))
        (graded / "results.json").write_bytes(msgspec.json.encode(document))
        assert run(*arguments)[0] == 0
    else:
        code, _, err = run(*arguments)
        assert code == 1 and "alice, bob. Their points are no marks yet" in err
    assert (tmp_path / "out").read_text(encoding="utf-8")


def test_github_takes_its_summary_from_the_environment(
    run, graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands on standard output, the summary appended to GitHub's file."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    code, out, _ = run("export", graded, "--format", "github", "--student", "alice")
    assert code == 1 and out.startswith("::error file=exercises/04_pooling/pool0.py")  # a verdict of hers was lost
    assert "6 of 10 points" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    code, _, err = run("export", graded, "--format", "github", "--student", "alice", "--out", tmp_path / "no" / "summary.md")
    assert code == 2 and "summary.md can't be written" in err


def test_a_sheet_is_filled_and_who_is_missing_is_listed(run, graded: Path, tmp_path: Path) -> None:
    """Exit code 1 where a result found no row, or the grader failed on one."""
    document = msgspec.structs.replace(results("bob"), submissions=(judged("alice"), *results("bob", "carl").submissions))
    (graded / "results.json").write_bytes(msgspec.json.encode(document))
    sheet = tmp_path / "canvas.csv"
    head = "Student,ID,SIS Login ID,Section,Week 3 (7)\n    Points Possible,,,,10\n"
    sheet.write_text(f"{head}A,1,alice,x,\nC,3,carl,x,\n", encoding="utf-8")
    arguments = ("export", graded, "--format", "canvas", "--sheet", sheet, "--out", tmp_path / "filled.csv")
    code, _, err = run(*arguments)
    assert code == 2 and "--assignment" in err
    code, _, err = run(*arguments, "--assignment", "7")
    assert code == 1 and "1 grades are filled in" in err and "not in the sheet: bob" in err
    assert "left as they were: carl. Grade again" in err
    assert (tmp_path / "filled.csv").read_text(encoding="utf-8").endswith("A,1,alice,x,7.5\nC,3,carl,x,\n")


@pytest.mark.parametrize(
    ("kind", "option"), [("csv", "--student"), ("junit", "--sheet"), ("canvas", "--grade-column"), ("gradescope", "--folder")]
)
def test_options_that_a_format_has_no_use_for(run, graded: Path, kind: str, option: str) -> None:
    """What would be passed over silently is refused: one student's results must not turn out to be everybody's."""
    code, out, err = run("export", graded, "--format", kind, option, "x")
    assert code == 2 and not out and f"{option} means nothing to {kind}" in err


def test_results_that_are_none(run, graded: Path, tmp_path: Path) -> None:
    """Missing, of another schema, or something else: said, with what to do."""
    assert "grader grade" in run("export", tmp_path / "nothing", "--format", "csv")[2]
    path = graded / "results.json"
    path.write_text('{"schema": 99, "classes": []}')
    code, _, err = run("export", graded, "--format", "csv")
    assert code == 2 and "schema 99" in err
    path.write_text("[]")
    assert "holds no results" in run("export", graded, "--format", "csv")[2]


def test_pages_are_written_beside_the_results(run, graded: Path, course: Path, tmp_path: Path) -> None:
    """One for the teacher, one for each student; with the submissions at hand their files are shown."""
    file = tmp_path / "class" / "alice" / "04_pooling" / "pool0.py"
    file.parent.mkdir(parents=True)
    file.write_text("answer = 'mine'\n")
    code, out, _ = run("report", graded, "--submissions", tmp_path / "class", "--lang", "zh")
    assert code == 0 and "2 份反馈页面" in out
    assert "班级报告" in (graded / "report" / "index.html").read_text(encoding="utf-8")
    (alice,) = (graded / "report" / "feedback").glob("alice-*.html")
    assert "answer = &#39;mine&#39;" in alice.read_text(encoding="utf-8")
    assert len(list((graded / "report" / "feedback").iterdir())) == 2
    whole = json.loads((graded / "results.json").read_text(encoding="utf-8"))
    whole["submissions"] = [one for one in whole["submissions"] if one["student"] != "bob"]
    (graded / "results.json").write_text(json.dumps(whole), encoding="utf-8")
    code, out, _ = run("report", graded, "--reveal", "marks", "--lang", "en")
    assert "1 pages of students who are no longer there were removed" in out and "pool0" in alice.read_text(encoding="utf-8")
    assert [path.name for path in (graded / "report" / "feedback").iterdir()] == [alice.name]
    code, _, err = run("report", graded, "--out", graded / "results.json" / "pages")
    assert code == 2 and "can't be written" in err


def test_a_demo_touches_no_folder_that_is_there(run, tmp_path: Path) -> None:
    """It may be somebody's class."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes").write_text("x")
    code, _, err = run("demo", tmp_path / "mine", "--no-open")
    assert code == 2 and "is there already" in err
    code, _, err = run("demo", tmp_path / "mine" / "notes", "--no-open")
    assert code == 2 and "is there already" in err

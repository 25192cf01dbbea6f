"""`grader grade`: exit codes, resuming, and what was asked for the first time."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest


@pytest.fixture
def classroom(write, tmp_path: Path) -> Path:
    """Three students."""
    for name, first in (("ann", "right"), ("bob", "wrong"), ("eve", None)):
        write(first, folder=tmp_path / "class" / name)
    return tmp_path / "class"


def read(out: Path) -> dict[str, dict]:
    return {one["student"]: one for one in json.loads((out / "results.json").read_text())["submissions"]}


def lines(out: Path) -> int:
    """Return how many verdicts were judged, whoever handed in what."""
    return (out / "journal.jsonl").read_bytes().count(b'"type":"judged"')


def test_a_class_is_graded_once(run, write, classroom: Path, tmp_path: Path) -> None:
    """Exit code 0 whatever the marks; a second run grades what changed, and only that."""
    out = tmp_path / "out"
    code, said, err = run("grade", classroom, "--out", out, "--jobs", 2)
    assert code == 0
    assert f"3 submissions graded: {out / 'results.json'}" in said
    assert "[3/3]" in err and "ann: 4/4" in err
    assert {name: one["points"] for name, one in read(out).items()} == {"ann": 4.0, "bob": 2.0, "eve": 2.0}
    code, _, err = run("grade", classroom, "--out", out)
    assert (code, err, lines(out)) == (0, "getting ready ...\n", 4)
    write("right", folder=classroom / "bob")
    assert run("grade", classroom, "--out", out)[0] == 0
    assert (read(out)["bob"]["points"], lines(out)) == (4.0, 4)  # ann handed in the same


def test_a_folder_that_holds_nothing_but_results(run, classroom: Path, tmp_path: Path) -> None:
    """It is said what lies there, and nothing is graded."""
    (tmp_path / "only" / "out").mkdir(parents=True)
    code, _, err = run("grade", tmp_path / "only", "--out", tmp_path / "only" / "out")
    assert code == 2 and "holds the results and no submission" in err


def test_the_same_files_are_judged_once(run, write, classroom: Path, tmp_path: Path) -> None:
    """Whoever hands them in; each has a result."""
    for number in range(5):
        write("wrong", folder=classroom / f"copy{number}")
    assert run("grade", classroom, "--out", tmp_path / "out")[0] == 0
    assert lines(tmp_path / "out") == 4
    assert {name: one["points"] for name, one in read(tmp_path / "out").items() if name.startswith("copy")} == dict.fromkeys(
        [f"copy{number}" for number in range(5)], 2.0
    )


def test_a_changed_course_changes_no_mark_unasked(run, classroom: Path, tmp_path: Path, course: Path) -> None:
    """A limit in course.toml counts as much as a suite: what was graded stays, and the way to regrade is told."""
    run("grade", classroom, "--out", tmp_path / "out")
    toml = course / "exercises" / "course.toml"
    toml.write_text(toml.read_text().replace('"first_letter" }', '"first_letter", wall_seconds = 3.0 }'))
    code, _, err = run("grade", classroom, "--out", tmp_path / "out")
    assert code == 0 and lines(tmp_path / "out") == 4
    assert "3 verdicts rest on earlier suites" in err and "grader regrade" in err


def test_options_are_kept_unless_others_are_given(run, classroom: Path, tmp_path: Path) -> None:
    """A run in `process` goes on in `process` where nothing is said, and refuses what would mix."""
    out = tmp_path / "out"
    assert run("grade", classroom, "--out", out, "--isolation", "process", "--seed", 11)[0] == 0
    assert run("grade", classroom, "--out", out)[0] == 0
    found = json.loads((out / "results.json").read_text())
    assert (found["seed"], found["isolation"], lines(out)) == (11, "process", 4)
    for option in (["--isolation", "sandbox"], ["--seed", 12], ["--device", "cpu"]):
        code, _, err = run("grade", classroom, "--out", out, *option)
        assert code == 2 and "Use another --out" in err


def test_what_could_not_be_graded_ends_with_one(run, write, classroom: Path, tmp_path: Path) -> None:
    """A dead judge and an unreadable zip are named; the others have their marks; the next run tries the first again."""
    write("die", folder=classroom / "bob")
    (classroom / "zoe.zip").write_bytes(b"no zip")
    code, _, err = run("grade", classroom, "--out", tmp_path / "out")
    assert code == 1
    assert "failed on: bob." in err and "could not be read: zoe" in err
    assert read(tmp_path / "out")["bob"]["exercises"][0]["max_points"] == 2.0
    assert read(tmp_path / "out")["ann"]["points"] == 4.0
    before = lines(tmp_path / "out")
    run("grade", classroom, "--out", tmp_path / "out")
    assert lines(tmp_path / "out") == before + 1


def test_a_strange_name_can_not_move_the_cursor(run, write, classroom: Path, tmp_path: Path) -> None:
    """Students' names are theirs to choose."""
    write("right", folder=classroom / "\x1b[31mred\x07")
    code, out, err = run("grade", classroom, "--out", tmp_path / "out")
    assert code == 0
    assert "\x1b" not in out + err and "[31mred: 4/4" in err


def test_usage_errors(run, write, tmp_path: Path, classroom: Path) -> None:
    """Nothing there, nothing in it, a name twice, a file in the way."""
    assert "there is no folder" in run("grade", tmp_path / "nothing", "--out", tmp_path / "o")[2]
    (tmp_path / "empty").mkdir()
    assert run("grade", tmp_path / "empty", "--out", tmp_path / "o")[0] == 2
    assert not (tmp_path / "o").exists()
    (tmp_path / "file").touch()
    code, _, err = run("grade", classroom, "--out", tmp_path / "file")
    assert code == 2 and "can't be written" in err
    with zipfile.ZipFile(classroom / "ann.zip", "w"):
        pass
    code, _, err = run("grade", classroom, "--out", tmp_path / "o", "--lang", "zh")
    assert code == 2 and "两份提交同名：ann" in err


def test_a_judge_that_refuses_ends_the_run(run, write, classroom: Path, tmp_path: Path) -> None:
    """No sandbox here is a set-up error, not a class of zeros."""
    write("broken course", folder=classroom / "ann")
    code, _, err = run("grade", classroom, "--out", tmp_path / "out", "--jobs", 1)
    assert code == 2 and "no sandbox here: sandbox" in err
    assert "ann" not in read(tmp_path / "out")


def test_some_exercises(run, classroom: Path, tmp_path: Path) -> None:
    """One week's: the maximum is theirs; the run is remembered with them, and no other is asked for in the same place."""
    out = tmp_path / "out"
    assert run("grade", classroom, "--out", out, "--exercise", "first")[0] == 0
    assert {name: (one["points"], one["max_points"]) for name, one in read(out).items()} == {
        "ann": (2.0, 2.0), "bob": (0.0, 2.0), "eve": (0.0, 2.0)
    }  # fmt: skip
    assert run("grade", classroom, "--out", out)[0] == 0 and lines(out) == 3  # right, wrong, missing
    code, _, err = run("grade", classroom, "--out", out, "--exercise", "last")
    assert code == 2 and "01_letters/first_letter" in err and "01_letters/last_letter" in err
    assert run("grade", classroom, "--out", tmp_path / "whole")[0] == 0
    code, _, err = run("grade", classroom, "--out", tmp_path / "whole", "--exercise", "last")
    assert code == 2 and "a run with exercises all, now exercises 01_letters/last_letter" in err

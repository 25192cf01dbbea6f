"""`grader regrade`: what changed is judged again and nothing else; before beside after; nothing changes unasked."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

LIMIT = ('"first_letter" }', '"first_letter", wall_seconds = 3.0 }')


@pytest.fixture
def graded(run, write, tmp_path: Path) -> tuple[Path, Path]:
    """Three students and their results."""
    for name, first in (("ann", "right"), ("bob", "wrong"), ("eve", None)):
        write(first, folder=tmp_path / "class" / name)
    assert run("grade", tmp_path / "class", "--out", tmp_path / "out")[0] == 0
    return tmp_path / "class", tmp_path / "out"


def points(out: Path) -> dict[str, float]:
    return {one["student"]: one["points"] for one in json.loads((out / "results.json").read_text())["submissions"]}


def judged(out: Path) -> int:
    return (out / "journal.jsonl").read_bytes().count(b'"type":"judged"')


def change_limit(course: Path) -> None:
    path = course / "exercises" / "course.toml"
    path.write_text(path.read_text().replace(*LIMIT))


def test_only_what_is_affected_is_judged_again(run, graded: tuple[Path, Path], course: Path) -> None:
    """One exercise's limit: its three files, not the other exercise's."""
    folder, out = graded
    assert judged(out) == 4
    change_limit(course)
    code, said, _ = run("regrade", folder, "--out", out)
    assert code == 0 and judged(out) == 7
    assert "3 verdicts are new, 0 of them differ: 0 are worth more, 0 less" in said
    assert run("regrade", folder, "--out", out)[0] == 0 and judged(out) == 7  # kept from the first time


def test_a_change_waits_to_be_applied(run, write, graded: tuple[Path, Path]) -> None:
    """Before and after stand side by side; the results change with --apply only; the earlier ones stay in the journal."""
    folder, out = graded
    write("right", folder=folder / "bob")
    code, said, _ = run("regrade", folder, "--out", out)
    assert code == 0 and "bob" in said and "failed 0/2" in said and "passed 2/2" in said and "+a +b" in said
    assert "1 are worth more, 0 less" in said and points(out)["bob"] == 2.0
    _, row = csv.reader((out / "regrade.csv").read_text(encoding="utf-8").splitlines())
    assert row == ["bob", "01_letters/first_letter", "failed", "passed", "0.0", "2.0", "2.0", "2.0", "a b", ""]
    code, said, _ = run("regrade", folder, "--out", out, "--apply")
    assert code == 0 and points(out) == {"ann": 4.0, "bob": 4.0, "eve": 2.0}
    assert not (out / "regrade.csv").exists()
    lines = [json.loads(line) for line in (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["why"] for one in lines if one.get("student") == "bob"] == ["graded", "regraded"]


def test_our_own_failure_takes_nothing_away(run, write, graded: tuple[Path, Path]) -> None:
    """A judge that dies over a new file leaves the mark of the old one, applied or not, and says so."""
    folder, out = graded
    write("die", folder=folder / "ann")
    code, said, err = run("regrade", folder, "--out", out)
    assert code == 1 and "failed on: ann" in err and "0 less" in said
    code, _, err = run("regrade", folder, "--out", out, "--apply")
    assert code == 1 and "failed on: ann" in err and points(out)["ann"] == 4.0


def test_an_exercise_that_is_new_in_the_course(run, write, graded: tuple[Path, Path], course: Path) -> None:
    """Who has no result in it yet gets one."""
    folder, out = graded
    for name in ("exercises", "solutions"):
        chapter = course / name / "01_letters"
        (chapter / "third_letter.py").write_text((chapter / "last_letter.py").read_text())
    toml = course / "exercises" / "course.toml"
    toml.write_text(toml.read_text().replace('{ name = "last_letter" }', '{ name = "last_letter" }, { name = "third_letter" }'))
    code, said, _ = run("regrade", folder, "--out", out, "--apply")
    assert code == 0 and "third_letter" in said
    assert len(json.loads((out / "results.json").read_text())["submissions"][0]["exercises"]) == 3


def test_a_change_can_be_dropped(run, write, graded: tuple[Path, Path]) -> None:
    """Nothing is left of it but the verdicts in the journal."""
    folder, out = graded
    write("right", folder=folder / "bob")
    before = (out / "results.json").read_bytes()
    run("regrade", folder, "--out", out)
    code, said, _ = run("regrade", folder, "--out", out, "--drop", "--lang", "zh")
    assert code == 0 and "没有任何改变" in said
    assert (out / "results.json").read_bytes() == before and not (out / "regrade.csv").exists()


def test_grading_goes_on_after_regrading(run, graded: tuple[Path, Path], course: Path) -> None:
    """Once applied, nothing rests on what was."""
    folder, out = graded
    change_limit(course)
    assert "rest on earlier suites" in run("grade", folder, "--out", out)[2]
    assert run("regrade", folder, "--out", out, "--apply")[0] == 0
    assert run("grade", folder, "--out", out)[2] == "getting ready ...\n"


def test_usage_errors(run, graded: tuple[Path, Path], tmp_path: Path) -> None:
    """No results yet; both ways at once."""
    folder, out = graded
    code, _, err = run("regrade", folder, "--out", tmp_path / "none")
    assert code == 2 and "holds no results" in err and not (tmp_path / "none").exists()
    assert run("regrade", folder, "--out", out, "--apply", "--drop")[0] == 2

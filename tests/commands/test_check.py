"""`grader check`: exit codes, the board, JSON, and judges that fail under it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest


def test_full_marks_end_with_zero(run, write) -> None:
    """Everything right: 0, and a word of praise."""
    write("right")
    code, out, err = run("check")
    assert (code, err) == (0, "")
    assert "4 of 4 points" in out and "Well done" in out
    assert out.count("passed") == 2


def test_less_ends_with_one_and_says_what_is_next(run, write) -> None:
    """The board first, what to do next, then the verdict of what is under way."""
    write("right", "wrong")
    code, out, _ = run("check")
    assert code == 1
    assert out.index("2 of 4 points") < out.index("make check EX=last_letter") < out.index("01_letters/last_letter: failed")
    assert all(len(line) <= 80 for line in out.splitlines())


def test_one_exercise_in_chinese(run, write) -> None:
    """A part of the name is enough; a verdict and no board."""
    write("wrong")
    code, out, _ = run("check", "first", "--lang", "zh")
    assert code == 1
    assert "01_letters/first_letter: 未通过" in out and "last_letter" not in out


@pytest.mark.parametrize("language, words", [("en", "Did you mean 'first_letter'"), ("zh", "你是指“first_letter”吗")])
def test_an_unknown_exercise_suggests(run, language: str, words: str) -> None:
    """Exit code 2 in the language asked for, nothing on standard output, no traceback."""
    code, out, err = run("check", "frist_letter", "--lang", language)
    assert (code, out) == (2, "")
    assert words in err and "Traceback" not in err


def test_an_ambiguous_name(run) -> None:
    """Both candidates are named."""
    code, _, err = run("check", "letter")
    assert code == 2
    assert "01_letters/first_letter, 01_letters/last_letter" in err


def test_json_has_the_shape_of_results(run, write, tmp_path: Path) -> None:
    """To a file beside the board, or alone on standard output."""
    write("right", "wrong")
    code, out, _ = run("check", "--json", tmp_path / "one.json", "--seed", 5)
    assert code == 1 and "exercise" in out
    found = json.loads((tmp_path / "one.json").read_text())
    assert (found["schema"], found["course"], found["seed"], found["device"]) == (1, "miniature", 5, "cpu")
    assert [one["status"] for one in found["submissions"][0]["exercises"]] == ["passed", "failed"]
    assert found["submissions"][0]["student"] == "you"
    code, out, _ = run("check", "--json", tmp_path / "no" / "where.json")
    assert code == 2 and "points" in out  # the verdicts are shown all the same


def test_json_alone_on_standard_output(run, write) -> None:
    """`--json -` prints nothing else."""
    write("right")
    code, out, err = run("check", "--json", "-")
    assert (code, err) == (0, "")
    assert json.loads(out)["submissions"][0]["points"] == 4.0


@pytest.mark.parametrize("text", ["die", "say garbage"])
def test_a_dead_judge_is_the_graders_fault(run, write, course: Path, text: str) -> None:
    """Exit code 2: nothing was said about the answer; what the judge wrote is kept, off the screen."""
    write(text)
    code, out, err = run("check")
    assert code == 2
    assert "the grader failed" in out and "Traceback" not in out + err
    assert "complaint" in (course / ".torchkata" / "judge.log").read_text()
    assert "complaint" not in out + err


def test_a_judge_that_refuses(run, write) -> None:
    """Its message, its exit code."""
    write("broken course")
    assert run("check")[::2] == (2, "no sandbox here: process\n")


def test_missing_and_linked_files(run, write, course: Path) -> None:
    """A missing file is said on the board."""
    write(None)
    code, out, _ = run("check")
    assert code == 1 and "file is missing" in out


def test_outside_a_course(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Says where to go."""
    monkeypatch.chdir(tmp_path)
    code, _, err = run("check")
    assert code == 2 and "Change into the course's folder" in err


def test_what_did_not_change_is_not_judged_again(run, write, course: Path) -> None:
    """The board comes from memory, with the seed of the verdict that it shows; a named exercise is judged anew."""
    write("right", "wrong")
    first = run("check")
    again = run("check")
    assert again == first and "--seed" in first[1]
    write("die", "wrong")  # its judge dies; the other file is not given to it
    assert re.search(r"first_letter +! .*\n +last_letter +✘ failed", run("check")[1])
    write("right", "right")
    assert run("check")[0] == 0
    write("die", "right")
    assert run("check", "last")[0] == 0
    (course / ".torchkata" / "judge.log").unlink()
    write("right", "right")
    run("check")
    run("check")
    assert (course / ".torchkata" / "judge.log").exists() is False
    run("check", "last")
    assert (course / ".torchkata" / "judge.log").exists()


def test_given_options_judge_everything_anew(run, write, course: Path) -> None:
    """Whoever gives a seed wants that seed."""
    write("right", "wrong")
    run("check")
    (course / ".torchkata" / "judge.log").unlink()
    assert "--seed 7" in run("check", "--seed", 7)[1]
    assert (course / ".torchkata" / "judge.log").exists()

"""`grader stubs` and `grader reset`."""

from __future__ import annotations

from pathlib import Path


def test_stubs_are_written_and_held_fresh(run, course: Path) -> None:
    """--check names what is stale and writes nothing; then all is written; then all is fresh."""
    code, out, _ = run("stubs", "--check")
    assert code == 1 and "exercises/01_letters/first_letter.py is not fresh" in out
    assert not (course / "exercises" / "01_letters" / "README.md").exists()
    assert run("stubs")[:2] == (0, "4 files written, 0 were fresh\n")
    assert "raise NotImplementedError" in (course / "exercises" / "01_letters" / "first_letter.py").read_text()
    assert run("stubs", "--check")[:2] == (0, "")


def test_reset_keeps_the_learners_file(run, course: Path) -> None:
    """Twice in a second: both are kept."""
    path = course / "exercises" / "01_letters" / "first_letter.py"
    for text in ("one", "two"):
        path.write_text(text)
        code, out, _ = run("reset", "first", "--lang", "zh")
        assert code == 0 and ".torchkata/backup/01_letters/first_letter" in out and "已恢复" in out
        assert "raise NotImplementedError" in path.read_text()
    kept = sorted(one.read_text() for one in (course / ".torchkata" / "backup" / "01_letters").iterdir())
    assert kept == ["one", "two"]


def test_reset_of_what_does_not_exist(run) -> None:
    """A usage error with a suggestion, and nothing touched."""
    code, _, err = run("reset", "fist_letter")
    assert code == 2 and "first_letter" in err

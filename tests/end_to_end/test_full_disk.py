"""A disk that fills up while a class is collected, graded, reported on, exported: a sentence, and nothing of before is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.miniature import EXERCISE, HEAD, build, finish
from tests.end_to_end.small_disk import small_disk

RIGHT = HEAD + "return x.sum()\n"
STUDENTS = 30


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MiB."""
    with small_disk(tmp_path / "disk", "16m") as folder:
        yield folder


def fill(disk: Path) -> None:
    """Leave no room."""
    ballast = os.open(disk / "ballast", os.O_WRONLY | os.O_CREAT)
    with pytest.raises(OSError, match="No space left"):
        while os.write(ballast, bytes(4096)):
            pass
    os.close(ballast)


def hand_in(folder: Path, text: str, count: int) -> None:
    for number in range(count):
        path = folder / f"student{number}" / f"{EXERCISE}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + f"# {number}\n")


def state(disk: Path) -> dict[str, bytes]:
    """Return what students handed in, and what was made of it."""
    results = disk / "results"
    kept = [*(disk / "class").rglob("*.py"), results / "results.json", *results.rglob("*.html"), disk / "marks.csv"]
    return {path.relative_to(disk).as_posix(): path.read_bytes() for path in kept}


def test_each_command_on_a_full_disk(tmp_path: Path, disk: Path) -> None:
    """Exit code 2 and why; what was collected, graded and written stays whole; with room the same commands go through."""
    course, mail = build(tmp_path / "course"), tmp_path / "mail"
    commands = (
        ("collect", mail, disk / "class"),
        ("grade", mail, "--out", disk / "results", "--isolation", "process", "--jobs", 1, "--seed", 1),
        ("report", disk / "results", "--submissions", mail),
        ("export", disk / "results", "--format", "csv", "--out", disk / "marks.csv"),
    )
    hand_in(mail, RIGHT, 2)
    assert [finish(course, *command)[0] for command in commands] == [0] * 4
    before = state(disk)
    hand_in(mail, RIGHT + f"# {'more' * 1000}\n", STUDENTS)
    fill(disk)
    for command in commands:
        code, _, err = finish(course, *command)
        assert code == 2 and "No space left on device" in err and "Traceback" not in err, (command, err)
        assert {name: data for name, data in state(disk).items() if name in before} == before
    (disk / "ballast").unlink()
    assert [finish(course, *command)[0] for command in commands] == [0] * 4
    assert len((disk / "marks.csv").read_text().splitlines()) == STUDENTS + 1
    assert len(list((disk / "class" / ".earlier").iterdir())) == 2

"""What a bundle must never show is found by content, whatever the file is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.catalogue import Course, load_course
from grader.course.language import COURSE as CATALOGUES
from grader.course.language import read_messages
from grader.course.mistakes import load_mistakes
from grader.results.leaks import leaks
from grader.results.release import bundle_files

COURSE: Course = load_course(Path(__file__).resolve().parents[2])
EXERCISE = COURSE.find("max_pool2d")


def line_of(path: Path, part: str) -> str:
    return next(line for line in path.read_text(encoding="utf-8").splitlines() if part in line)


def chinese_rules() -> list[str]:
    rules = {mistake.rule for mistake in load_mistakes(COURSE, EXERCISE)}
    messages = read_messages(COURSE.root / CATALOGUES / f"{EXERCISE.id}.po")
    return sorted((message.text for message in messages if message.id in rules), key=len)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_bundle_shows_nothing(language: str) -> None:
    """The whole course, in both languages."""
    assert leaks(COURSE, dict(bundle_files(COURSE, COURSE.exercises, language))) == []


def test_what_is_planted_is_found() -> None:
    """An answer's line, indented otherwise; a suite's; a belief in a string; rules in Chinese, long and short; and whose."""
    texts = {
        "answer": "  " + line_of(COURSE.reference(EXERCISE), "index_select(dim, rows.clamp"),
        "suite": line_of(COURSE.suite(EXERCISE), "y = -torch.rand("),
        "belief": f'notes = "{load_mistakes(COURSE, EXERCISE)[0].rule}"',
        "chinese": f"# {chinese_rules()[-1]}",
        "short": f"- {chinese_rules()[0]}",
    }
    for name, text in texts.items():
        found = leaks(COURSE, {"datasets/notes.py": f"x = 1\n{text}\n".encode()})
        assert {leak.file for leak in found} == {"datasets/notes.py"}, name
        assert "pool2d" in found[0].source, name


def test_a_planted_file_does_not_excuse_itself(tmp_path: Path) -> None:
    """The program is released too: an answer's line that was copied into it is no line of everybody's."""
    line = line_of(COURSE.reference(EXERCISE), "index_select(dim, rows.clamp")
    for name in ("solutions", "tests", "exercises"):
        (tmp_path / name).symlink_to(COURSE.root / name)
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "notes.py").write_text(line)
    planted = load_course(tmp_path)
    assert [leak.file for leak in leaks(planted, {"datasets/notes.py": line.encode()})] == ["datasets/notes.py"]


def test_what_is_everybodys_is_no_leak() -> None:
    """Statements, signatures and short lines may be anywhere."""
    statement = COURSE.reference(EXERCISE).read_text(encoding="utf-8").partition('"""')[2].partition('"""')[0]
    assert leaks(COURSE, {"README.md": statement.encode(), "a.py": b"return x\nimport torch\n"}) == []

"""The made-up class: the same each time, of right, wrong and missing answers."""

from __future__ import annotations

from pathlib import Path

from grader.course.catalogue import load_course
from grader.course.stubs import is_untouched
from grader.results.demo import ACCIDENTS, NAMES, USUAL, write_class
from grader.results.submissions import find_submissions

COURSE = load_course(Path(__file__).resolve().parents[2])


def test_a_class_is_made_up(tmp_path: Path) -> None:
    """A folder for each student; nobody's files are alike in all, some are stubs; the same seed makes the same class."""
    exercises = tuple(COURSE.find(name) for name in USUAL)
    count = write_class(COURSE, exercises, tmp_path / "one")
    assert count == len(NAMES) + len(ACCIDENTS) == len(find_submissions(tmp_path / "one"))
    write_class(COURSE, exercises, tmp_path / "two")
    texts = {path.relative_to(tmp_path / "one"): path.read_text() for path in (tmp_path / "one").rglob("*.py")}
    assert texts == {path.relative_to(tmp_path / "two"): path.read_text() for path in (tmp_path / "two").rglob("*.py")}
    stubs = [path for path, text in texts.items() if is_untouched(text, ())]
    references = [path for path, text in texts.items() if text == (COURSE.root / "solutions" / Path(*path.parts[1:])).read_text()]
    assert 0 < len(stubs) < len(texts) / 2 and references == []

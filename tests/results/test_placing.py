"""Files that students hand in without folders, in the wrong ones, twice, or as links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.course.catalogue import Exercise
from grader.results.placing import place
from grader.words.errors import UsageError
from grader.words.messages import english, render_all

FIRST = Exercise("01_letters", "first_letter")
LAST = Exercise("01_letters", "last_letter")
TWIN = Exercise("02_words", "last_letter")


def hand_in(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


@pytest.mark.parametrize("name", ["first_letter.py", "01_letters/first_letter.py", "work/exercises/01_letters/first_letter.py",
                                  "first_letter (2).py", "first_letter(1).py", "a/b/first_letter - Copy.py"])  # fmt: skip
def test_where_a_file_may_lie(tmp_path: Path, name: str) -> None:
    """By path, by name, or as a browser renames a second download."""
    assert place(hand_in(tmp_path, name), (FIRST, LAST)).files == {FIRST.id: tmp_path / name}


@pytest.mark.parametrize("name", ["test_first_letter.py", "first_letter.txt", ".stubs/01_letters/first_letter.py", "a/" * 9
                                  + "first_letter.py", "__MACOSX/first_letter.py", "first_letter2.py"])  # fmt: skip
def test_what_is_passed_over(tmp_path: Path, name: str) -> None:
    """Other names, hidden folders, endless depths."""
    assert place(hand_in(tmp_path, name), (FIRST,)).files == {}


def test_the_better_place_wins(tmp_path: Path) -> None:
    """The chapter's folder before the bare name, the bare name before a copy, the top before the depths."""
    hand_in(tmp_path, "01_letters/first_letter.py", "first_letter.py", "old/01_letters/first_letter.py")
    hand_in(tmp_path, "last_letter.py", "last_letter (1).py")
    assert place(tmp_path, (FIRST, LAST)).files == {
        FIRST.id: tmp_path / "01_letters/first_letter.py",
        LAST.id: tmp_path / "last_letter.py",
    }


def test_two_that_differ(tmp_path: Path) -> None:
    """None is taken, and the student is told; two alike are one."""
    hand_in(tmp_path, "a/first_letter.py", "b/first_letter.py")
    placed = place(tmp_path, (FIRST,))
    assert placed.files == {} and "a/first_letter.py, b/first_letter.py" in render_all(placed.notes, english)
    (tmp_path / "b/first_letter.py").write_text("a/first_letter.py")
    assert place(tmp_path, (FIRST,)).files == {FIRST.id: tmp_path / "a/first_letter.py"}


def test_names_stay_on_their_line(tmp_path: Path) -> None:
    """A folder's name can't write lines into what the teacher reads; of hundreds of files a few are named."""
    for number in range(300):
        hand_in(tmp_path / f"a\n\x1b{number:03}", "first_letter.py")
    (note,) = place(tmp_path, (FIRST,)).notes
    said = note.render(english)
    assert said.count("first_letter.py") == 5 and "\n" not in said and "\x1b" not in said


def test_no_folder_is_no_empty_submission(tmp_path: Path) -> None:
    """It is the grader's trouble, not the student's."""
    with pytest.raises(UsageError, match="can't be read"):
        place(tmp_path / "none", (FIRST,))


def test_a_name_that_two_chapters_have(tmp_path: Path) -> None:
    """Says nothing without its chapter."""
    hand_in(tmp_path, "last_letter.py", "02_words/last_letter.py")
    assert place(tmp_path, (LAST, TWIN)).files == {TWIN.id: tmp_path / "02_words/last_letter.py"}


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither a file's nor a folder's; a link in an exercise's place is told."""
    outside = hand_in(tmp_path / "outside", "01_letters/last_letter.py")
    inside = hand_in(tmp_path / "inside", "notes.py")
    (inside / "01_letters").symlink_to(outside / "01_letters")
    (inside / "first_letter.py").symlink_to(outside / "01_letters/last_letter.py")
    placed = place(inside, (FIRST, LAST))
    assert placed.files == {} and "first_letter.py is a link" in render_all(placed.notes, english)

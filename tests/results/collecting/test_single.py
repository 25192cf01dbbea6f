"""Files that students hand in without folders, in the wrong ones, twice, or as links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.results.collecting.single import read_single
from grader.words.errors import UsageError
from grader.words.messages import english, render_all

FIRST, LAST, TWIN = "01_letters/first_letter", "01_letters/last_letter", "02_words/last_letter"


def taken(folder: Path, *exercises: str) -> dict[str, str]:
    """Return what is in each file that is taken: its own path."""
    return {name: data.decode() for name, data in read_single(folder, exercises, "ann").files.items()}


def said(folder: Path, *exercises: str) -> str:
    return render_all(read_single(folder, exercises, "ann").notes, english)


def hand_in(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


@pytest.mark.parametrize("name", ["first_letter.py", "01_letters/first_letter.py", "work/exercises/01_letters/first_letter.py",
                                  "first_letter (2).py", "first_letter(1).py", "a/b/first_letter - Copy.py",
                                  "first_letter - 副本.py", "first_letter.py.txt", "First_Letter.py"])  # fmt: skip
def test_where_a_file_may_lie(tmp_path: Path, name: str) -> None:
    """By path, by name, or as browsers and systems rename it: the same as in a whole class's."""
    assert taken(hand_in(tmp_path, name), FIRST, LAST) == {FIRST: name}


@pytest.mark.parametrize("name", ["test_first_letter.py", "first_letter.txt", ".stubs/01_letters/first_letter.py", "a/" * 13
                                  + "first_letter.py", "__MACOSX/first_letter.py", "first_letter2.py"])  # fmt: skip
def test_what_is_passed_over(tmp_path: Path, name: str) -> None:
    """Other names, hidden folders, endless depths."""
    assert taken(hand_in(tmp_path, name), FIRST) == {}


def test_the_better_place_wins(tmp_path: Path) -> None:
    """The chapter's folder before the bare name, the bare name before a copy, the top before the depths."""
    hand_in(tmp_path, "01_letters/first_letter.py", "first_letter.py", "old/01_letters/first_letter.py")
    hand_in(tmp_path, "last_letter.py", "last_letter (1).py")
    assert taken(tmp_path, FIRST, LAST) == {FIRST: "01_letters/first_letter.py", LAST: "last_letter.py"}


def test_two_that_differ(tmp_path: Path) -> None:
    """None is taken, and the student is told; two alike are one."""
    hand_in(tmp_path, "a/first_letter.py", "b/first_letter.py")
    os.utime(tmp_path / "b/first_letter.py", (1, 1))  # unpacking gives files any time
    assert taken(tmp_path, FIRST) == {} and "Hand in one of: a/first_letter.py, b/first_letter.py" in said(tmp_path, FIRST)
    (tmp_path / "b/first_letter.py").write_text("a/first_letter.py")
    assert taken(tmp_path, FIRST) == {FIRST: "a/first_letter.py"}


def test_of_hundreds_of_files_a_few_are_named(tmp_path: Path) -> None:
    """What a student reads stays short."""
    for number in range(300):
        hand_in(tmp_path, f"a{number:03}/first_letter.py", f"a{number:03}/other.py")
    told = said(tmp_path, FIRST).splitlines()
    assert told[0].count("first_letter.py") == 5 and len(told) == 7 and "295 more of this kind" in told[-1]


def test_what_is_told_of_the_others(tmp_path: Path) -> None:
    """A renamed file, a name that is no exercise's, an empty submission."""
    assert said(hand_in(tmp_path / "a", "first_letter (1).py", "foo.py"), FIRST).splitlines() == [
        f"{FIRST}: first_letter (1).py is taken for it", "foo.py: no exercise of this course is called so",
    ]  # fmt: skip
    assert said(hand_in(tmp_path / "b", "notes.txt"), FIRST) == "no exercise file was found in it; it holds notes.txt"


def test_no_folder_is_no_empty_submission(tmp_path: Path) -> None:
    """It is the grader's trouble, not the student's."""
    with pytest.raises(UsageError, match="can't be read"):
        read_single(tmp_path / "none", (FIRST,), "ann")


def test_a_name_that_two_chapters_have(tmp_path: Path) -> None:
    """Says nothing without its chapter."""
    hand_in(tmp_path, "last_letter.py", "02_words/last_letter.py")
    assert taken(tmp_path, LAST, TWIN) == {TWIN: "02_words/last_letter.py"}


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither a file's nor a folder's; a link in an exercise's place is told."""
    outside = hand_in(tmp_path / "outside", "01_letters/last_letter.py")
    inside = hand_in(tmp_path / "inside", "notes.py")
    (inside / "01_letters").symlink_to(outside / "01_letters")
    (inside / "first_letter.py").symlink_to(outside / "01_letters/last_letter.py")
    assert taken(inside, FIRST, LAST) == {} and "first_letter.py: a link, or no plain file" in said(inside, FIRST, LAST)

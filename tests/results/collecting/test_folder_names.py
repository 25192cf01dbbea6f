"""A student's name never leads out of DEST, to a device, or into another student's folder."""

from __future__ import annotations

import pytest

from grader.results.collecting.folder_names import MAX_BYTES, folder_name, folder_names
from grader.results.submissions import _is_hidden


@pytest.mark.parametrize("name", ["alice", "张三", "Ann O'Brien", "a.b@x.org", "José", "2023-01_x"])
def test_usual_names_stay(name: str) -> None:
    """Letters of any script, spaces and points are a folder's name as they are."""
    assert folder_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "..", ".", ".git", "C:\\x", "a/b", "a\\b", "CON", "nul.txt", "com1", "", "   ", "a\0b", "a\nb",
     "a. .", "\u202egnp.exe", "x" * 300, "中" * 300, "__MACOSX", "___", "a:b", "-"],
)  # fmt: skip
def test_hostile_names_become_one_visible_folder(name: str, tmp_path) -> None:
    """One part, no control or reversing characters, not too long, none that grading passes over; and it can be made."""
    found = folder_name(name)
    assert found and len(found.encode()) <= MAX_BYTES + 9
    (tmp_path / found).mkdir()
    assert [path.name for path in tmp_path.iterdir()] == [found] and not _is_hidden(tmp_path / found)
    assert not set(found) & set('<>:"/\\|?*\0\n\u202e') and found.split(".")[0].upper() not in ("CON", "NUL", "COM1")


def test_two_that_one_system_takes_for_the_same() -> None:
    """They get two folders, which they keep: the first stays whose it was, whatever comes later."""
    first = folder_names(["Alice", "alice", "a/b", "a_b"], {})
    assert len({folder.casefold() for folder in first.values()}) == 4 and first["Alice"] == "Alice"
    later = folder_names(["ALICE", "Alice", "a/b"], {student: folder for student, folder in first.items() if student != "Alice"})
    assert later["a/b"] == first["a/b"]
    assert later["ALICE"] == "ALICE" and later["Alice"].startswith("Alice-")


def test_a_known_folder_is_kept() -> None:
    """Whoever had a folder before has it again, and nobody else gets it."""
    assert folder_names(["alice", "Alice"], {"alice": "alice"}) == {"Alice": folder_names(["Alice"], {"alice": "alice"})["Alice"],
                                                                   "alice": "alice"}  # fmt: skip

"""Submissions are hostile bytes: nothing is unpacked or followed, and what can't be read is told, never a traceback."""

from __future__ import annotations

import os
import socket
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from grader.results.source import MAX_SOURCE_BYTES
from grader.results.submissions import find_submissions, read_folder, read_submission, student_name
from grader.results.zips import MAX_MEMBERS, MAX_TOLD
from grader.words.errors import UsageError
from grader.words.submission import Submitted

POOL, START = "04_pooling/max_pool2d", "00_start/first_tensor"
EXERCISES = (START, POOL)


def write(folder: Path, name: str = POOL, content: bytes = b"x = 1\n") -> Path:
    path = folder / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def make_zip(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def problem(one: Submitted, exercise: str = POOL) -> str:
    return one.problems[exercise].text


def refused(one: Submitted) -> str:
    """The one reason for which nothing was read."""
    assert set(one.problems) == set(EXERCISES)
    assert set(one.files.values()) == {None}
    assert one.messages == (one.problems[POOL],) == (one.problems[START],)
    return one.messages[0].text


# Finding


def test_folders_and_zips_are_found_in_the_order_of_students(tmp_path: Path) -> None:
    """Hidden entries and loose files are no submissions; the name is the folder's or the zip's stem."""
    for name in ("zoe", "b-1", ".git", "__MACOSX"):
        (tmp_path / name).mkdir()
    make_zip(tmp_path / "b.ZIP", {})
    (tmp_path / "notes.txt").touch()
    (tmp_path / "linked").symlink_to(tmp_path / "zoe")
    assert [student_name(path) for path in find_submissions(tmp_path)] == ["b", "b-1", "linked", "zoe"]


def test_wrong_folders_are_usage_errors(tmp_path: Path) -> None:
    """No folder, an empty one, two of one name: said before anything is graded."""
    with pytest.raises(UsageError, match="there is no folder"):
        find_submissions(tmp_path / "nothing")
    with pytest.raises(UsageError, match="holds no submission"):
        find_submissions(tmp_path)
    (tmp_path / "ann").mkdir()
    make_zip(tmp_path / "ann.zip", {})
    with pytest.raises(UsageError, match="same name: ann"):
        find_submissions(tmp_path)


def test_a_name_that_is_no_text_can_be_written(tmp_path: Path) -> None:
    """File names are bytes; a student's name is text that JSON can hold."""
    os.mkdir(os.fsencode(tmp_path) + b"/caf\xe9")
    assert [student_name(path) for path in find_submissions(tmp_path)] == ["caf\N{REPLACEMENT CHARACTER}"]


# Folders


def test_a_folder_is_read(tmp_path: Path) -> None:
    """Text as it stands, without a byte order mark; None where there is no file; one enclosing folder is fine."""
    write(tmp_path / "ann" / "work", content=b"\xef\xbb\xbfx = '\xe4\xb8\xad'\n")
    (tmp_path / "ann" / ".DS_Store").touch()
    assert read_submission(tmp_path / "ann", EXERCISES) == Submitted("ann", {START: None, POOL: "x = '中'\n"})


@pytest.mark.parametrize(
    "content, reason", [(b"x" * (MAX_SOURCE_BYTES + 1), "larger than 1 MiB"), (b"\xff\xfe", "not UTF-8")], ids=["large", "latin"]
)
def test_a_file_that_is_no_source(tmp_path: Path, content: bytes, reason: str) -> None:
    """Size and encoding are looked at before anything else sees the file."""
    write(tmp_path / "ann", content=content)
    write(tmp_path / "ann", START)
    one = read_submission(tmp_path / "ann", EXERCISES)
    assert reason in problem(one)
    assert one.files == {START: "x = 1\n", POOL: None}
    assert not one.messages


def test_no_link_is_followed(tmp_path: Path) -> None:
    """A link as file, as chapter, as the whole submission, as the enclosing folder: none leads to the answers."""
    write(tmp_path / "answers", content=b"secret")
    for name in ("file/04_pooling", "chapter", "enclosing"):
        (tmp_path / "class" / name).mkdir(parents=True)
    (tmp_path / "class" / "file" / f"{POOL}.py").symlink_to(tmp_path / "answers" / f"{POOL}.py")
    (tmp_path / "class" / "chapter" / "04_pooling").symlink_to(tmp_path / "answers" / "04_pooling")
    (tmp_path / "class" / "enclosing" / "work").symlink_to(tmp_path / "answers")
    (tmp_path / "class" / "whole").symlink_to(tmp_path / "answers")
    read = {path.name: read_submission(path, EXERCISES) for path in (tmp_path / "class").iterdir()}
    assert "links are not followed" in problem(read["file"])
    assert "links are not followed" in problem(read["chapter"])
    assert "links are not followed" in refused(read["whole"])
    assert read["enclosing"].files[POOL] is None
    assert "secret" not in repr(read)


def test_pipes_sockets_and_folders_are_no_files(tmp_path: Path) -> None:
    """A pipe would be read for ever."""
    for name in ("pipe", "socket", "folder"):
        (tmp_path / name / "04_pooling").mkdir(parents=True)
    os.mkfifo(tmp_path / "pipe" / f"{POOL}.py")
    (tmp_path / "folder" / f"{POOL}.py").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket" / f"{POOL}.py"))
        for name in ("pipe", "socket", "folder"):
            assert "no plain file" in problem(read_submission(tmp_path / name, EXERCISES)), name
    (tmp_path / "flat").mkdir()
    (tmp_path / "flat" / "04_pooling").touch()
    assert "no plain file" in problem(read_submission(tmp_path / "flat", EXERCISES))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    """One student's permissions do not end the class."""
    write(tmp_path / "ann")
    (tmp_path / "ann").chmod(0)
    assert "can't be read" in refused(read_submission(tmp_path / "ann", EXERCISES))
    (tmp_path / "ann").chmod(0o700)


def test_a_folder_that_went_away(tmp_path: Path) -> None:
    """What can't be listed is refused with the system's reason, without a path of this machine."""
    one = read_submission(tmp_path / "gone", EXERCISES)
    assert "can't be read" in refused(one)
    assert str(tmp_path) not in repr(one)


def test_the_learners_own_folder_may_be_reached_through_a_link(tmp_path: Path) -> None:
    """`check` reads the learner's own exercises wherever they keep them."""
    write(tmp_path / "real")
    (tmp_path / "exercises").symlink_to(tmp_path / "real")
    assert read_folder(tmp_path / "exercises", EXERCISES, "you").files[POOL] == "x = 1\n"


# Zips


@pytest.mark.parametrize(
    "name", [f"{POOL}.py", f"work/{POOL}.py", f"./{POOL}.py", POOL.replace("/", "\\") + ".py"],
    ids=["plain", "enclosed", "dotted", "windows"],
)  # fmt: skip
def test_a_zip_is_read(tmp_path: Path, name: str) -> None:
    """With or without an enclosing folder; macOS's extra members are passed over; paths may be Windows'."""
    path = make_zip(tmp_path / "ann.zip", {name: b"x = 1\n", "__MACOSX/._x": b"", ".DS_Store": b""})
    assert read_submission(path, EXERCISES) == Submitted("ann", {START: None, POOL: "x = 1\n"})


def test_paths_that_lead_outside_are_left_out_and_told(tmp_path: Path) -> None:
    """`..`, absolute paths and drives reach nothing, even where they name an exercise; not all of many are told."""
    bad = ["../outside.py", f"/{POOL}.py", f"C:/{POOL}.py", f"04_pooling/../{START}.py", f"..\\{POOL}.py"]
    path = make_zip(tmp_path / "ann.zip", {**dict.fromkeys(bad, b"secret"), f"{POOL}.py": b"x = 1\n"})
    one = read_submission(path, EXERCISES)
    assert one.files == {START: None, POOL: "x = 1\n"}
    assert len(one.messages) == len(bad)
    assert all("leads outside" in message.text for message in one.messages)
    many = make_zip(tmp_path / "bob.zip", {f"../{n}.py": b"" for n in range(100)})
    told = read_submission(many, EXERCISES).messages
    assert len(told) == MAX_TOLD + 2 and "no exercise file was found" in told[-1].text
    assert told[-2].parameters == {"count": 100 - MAX_TOLD}


def test_links_and_devices_in_a_zip(tmp_path: Path) -> None:
    """A member's type is looked at, not only its content."""
    for name, mode in (("link", stat.S_IFLNK), ("device", stat.S_IFCHR)):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            member = zipfile.ZipInfo(f"{POOL}.py")
            member.external_attr = (mode | 0o777) << 16
            archive.writestr(member, "/etc/passwd")
        assert "links are not followed" in problem(read_submission(tmp_path / f"{name}.zip", EXERCISES))


def test_a_bomb_costs_one_mebibyte(tmp_path: Path) -> None:
    """Whatever size a member claims or has, no more than the cap is read of it."""
    path = make_zip(tmp_path / "ann.zip", {f"{POOL}.py": b"\0" * (200 * MAX_SOURCE_BYTES), f"{START}.py": b"x"})
    assert path.stat().st_size < MAX_SOURCE_BYTES
    one = read_submission(path, EXERCISES)
    assert "larger than 1 MiB" in problem(one)
    assert one.files[START] == "x"


def test_too_many_members(tmp_path: Path) -> None:
    """The list of members is bounded too, before it is parsed where it is huge."""
    path = make_zip(tmp_path / "ann.zip", {f"{n}": b"" for n in range(MAX_MEMBERS + 1)}, zipfile.ZIP_STORED)
    assert "more than {count} files" in refused(read_submission(path, EXERCISES))
    with (tmp_path / "list.zip").open("wb") as stream:  # an end record that claims a list of 100 MiB
        size = 100 * 1024 * 1024
        stream.truncate(size)
        stream.seek(size)
        stream.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, size, 0, 0))
    assert "more than {count} files" in refused(read_submission(tmp_path / "list.zip", EXERCISES))


def test_encrypted_and_damaged_zips(tmp_path: Path) -> None:
    """No password, no rare compression, no broken stream: each a reason, none a traceback."""
    path = make_zip(tmp_path / "ann.zip", {f"{POOL}.py": b"x = 1\n" * 500, f"{START}.py": b"x"})
    good = path.read_bytes()
    locked = bytearray(good)
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        position = -1
        while (position := good.find(signature, position + 1)) >= 0:
            locked[position + offset] |= 1
    path.write_bytes(locked)
    assert "encrypted" in refused(read_submission(path, EXERCISES))
    broken = bytearray(good)
    start = 30 + len(f"{POOL}.py") + 2
    broken[start : start + 8] = b"\xff" * 8
    path.write_bytes(broken)
    one = read_submission(path, EXERCISES)
    assert "can't be read" in problem(one)
    assert one.files[START] == "x"
    rare = make_zip(tmp_path / "bob.zip", {f"{POOL}.py": b"x"}, zipfile.ZIP_LZMA)
    assert "ordinary zip" in problem(read_submission(rare, EXERCISES))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\3\4" + b"\0" * 100, b"PK\5\6" + b"\xff" * 18], ids=range(4))
def test_what_is_no_zip(tmp_path: Path, content: bytes) -> None:
    """Any bytes may be called .zip."""
    (tmp_path / "ann.zip").write_bytes(content)
    assert "can't be read" in refused(read_submission(tmp_path / "ann.zip", EXERCISES))


def test_every_cut_and_flip_of_a_zip_is_survived(tmp_path: Path) -> None:
    """Hostile bytes give an answer, whatever they are."""
    path = make_zip(tmp_path / "ann.zip", {f"work/{POOL}.py": b"x = 1\n" * 9, f"work/{START}.py": b"y"})
    good = path.read_bytes()
    for position in range(len(good)):
        for data in (good[:position], good[:position] + bytes([good[position] ^ 0xFF]) + good[position + 1 :]):
            path.write_bytes(data)
            assert read_submission(path, EXERCISES).student == "ann"


def test_a_pipe_or_link_called_zip(tmp_path: Path) -> None:
    """Looked at before it is opened; opened so that it can't block."""
    os.mkfifo(tmp_path / "pipe.zip")
    assert "no plain file" in refused(read_submission(tmp_path / "pipe.zip", EXERCISES))
    make_zip(tmp_path / "real.zip", {f"{POOL}.py": b"secret"})
    (tmp_path / "link.zip").symlink_to(tmp_path / "real.zip")
    assert "links are not followed" in refused(read_submission(tmp_path / "link.zip", EXERCISES))

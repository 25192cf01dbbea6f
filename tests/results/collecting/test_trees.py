"""Folders and zips look alike: paths, times with a zone, and why something can't be read; no link is followed."""

from __future__ import annotations

import datetime
import io
import os
import stat
import struct
import time
import zipfile
from pathlib import Path

import pytest

from grader.results.collecting import trees
from grader.results.collecting.trees import FolderTree, ZipTree
from grader.results.source import Refused
from grader.results.zip_members import member_time
from grader.results.zips import open_archive
from grader.words.messages import Message
from tests.results.collecting.making import NOON, folder, old_zip, zipped


@pytest.fixture
def eight_hours_east(monkeypatch: pytest.MonkeyPatch):
    """This machine is eight hours east of Greenwich."""
    monkeypatch.setenv("TZ", "CST-8")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_folder(tmp_path: Path) -> None:
    """Hidden files aside everything is listed; links, and what lies behind them, are named and not read."""
    folder(tmp_path / "secret", {"x.py": "secret"})
    root = folder(tmp_path / "class", {"ann/a.py": "a", "ann/deep/b.py": "b", "ann/.git/c.py": "c", ".hidden": "", "top.py": ""})
    (root / "empty").mkdir()
    (root / "ann" / "link.py").symlink_to(tmp_path / "secret" / "x.py")
    (root / "linked").symlink_to(tmp_path / "secret")
    os.mkfifo(root / "ann" / "pipe.py")
    tree = FolderTree(root)
    assert [entry.path for entry in tree.entries if entry.problem is None] == ["ann/a.py", "ann/deep/b.py", "top.py"]
    assert [entry.path for entry in tree.entries if entry.problem] == ["ann/link.py", "ann/pipe.py", "linked"]
    assert tree.folders == ["ann", "empty"]
    assert tree.entries[0].time == NOON and not tree.entries[0].local
    assert tree.read("ann/deep/b.py", 10) == b"b"
    assert isinstance(tree.read("ann/link.py", 10), Message) and isinstance(tree.read("linked", 10), Message)
    (root / "top.py").unlink()
    (root / "top.py").symlink_to(tmp_path / "secret" / "x.py")  # it became one after the look
    assert isinstance(tree.read("top.py", 10), Message)


def test_a_folder_of_too_many_files_or_levels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One student's rubbish costs a bounded time, and is told; the next student is looked through all the same."""
    monkeypatch.setattr(trees, "MAX_MEMBERS", 20)
    root = folder(tmp_path, {**{f"ann/{number}.py": "" for number in range(30)}, "bob/a.py": "", f"carl/{'d/' * 20}a.py": ""})
    tree = FolderTree(root)
    assert sum(entry.path.startswith("ann/") for entry in tree.entries) == 19
    assert [note.parameters["folder"] for note in tree.notes] == ["ann"]
    assert [entry.path for entry in tree.entries if not entry.path.startswith("ann/")] == ["bob/a.py"]


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """File names are bytes; what is shown is text, and the file is read all the same."""
    os.mkdir(os.fsencode(tmp_path) + b"/caf\xe9")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9/a.py")).write_bytes(b"a")
    tree = FolderTree(tmp_path)
    assert [entry.path for entry in tree.entries] == ["caf\N{REPLACEMENT CHARACTER}/a.py"]
    assert tree.read(tree.entries[0].path, 5) == b"a"


def test_a_zips_times(eight_hours_east: None) -> None:
    """A zip's times have no zone: this machine's is taken, and that is known; where UTC stands beside it, that is taken."""
    with open_archive(zipped({"a.py": "a"})) as archive:
        (entry,) = ZipTree(archive).entries
    assert entry.time is not None and entry.local
    assert entry.time.isoformat() == "2026-03-01T12:00:00+08:00"
    for date in ((1980, 1, 1, 0, 0, 0), (2026, 2, 31, 0, 0, 0), (2026, 0, 0, 0, 0, 0)):
        with open_archive(zipped({"a.py": "a"}, date)) as archive:
            assert ZipTree(archive).entries[0].time is None, date
    member = zipfile.ZipInfo("a.py", (2026, 3, 1, 7, 0, 0))
    member.extra = struct.pack("<HHI", 1, 4, 0) + struct.pack("<HHBi", 0x5455, 5, 1, int(NOON.timestamp()))
    with open_archive(of(member)) as archive:
        (entry,) = ZipTree(archive).entries
    assert entry.time == NOON and entry.time.tzinfo == datetime.UTC and not entry.local


def of(member: zipfile.ZipInfo) -> bytes:
    """Return a zip with this one member."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(member, "x")
    return data.getvalue()


@pytest.mark.parametrize("extra", [b"\x55\x54", b"\x55\x54\x05\x00", b"\x55\x54\xff\xff\x01", b"\x55\x54\x05\x00\x00abcd"])
def test_a_time_that_is_cut_off(extra: bytes) -> None:
    """Hostile fields are passed over."""
    member = zipfile.ZipInfo("a.py", (2026, 3, 1, 7, 0, 0))
    member.extra = extra
    found, local = member_time(member)
    assert found is not None and local


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_from_chinese_windows(encoding: str) -> None:
    """Zips that don't tell the encoding of their names, from Windows and macOS."""
    with open_archive(old_zip("张三的作业/a.py", "a", encoding)) as archive:
        tree = ZipTree(archive)
        assert [entry.path for entry in tree.entries] == ["张三的作业/a.py"] and tree.folders == ["张三的作业"]
        assert tree.read("张三的作业/a.py", 5) == b"a"


def test_names_from_old_western_windows_stay() -> None:
    """What is no Chinese is what the code page 437 says."""
    with open_archive(old_zip("été.py", "a", "cp437")) as archive:
        assert [entry.path for entry in ZipTree(archive).entries] == ["été.py"]


def test_links_in_a_zip_and_paths_outside() -> None:
    """A link is named and not read; what leads outside is left out and told; an empty folder is one."""
    link = zipfile.ZipInfo("ann/a.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with open_archive(of(link)) as archive:
        tree = ZipTree(archive)
        assert tree.entries[0].problem is not None and isinstance(tree.read("ann/a.py", 9), Message)
    with open_archive(zipped({"../a.py": "", "C:\\a.py": "", "empty/": "", "/abs/": ""})) as archive:
        tree = ZipTree(archive)
        assert tree.entries == [] and len(tree.notes) == 3 and tree.folders == ["empty"]


def test_a_zip_in_a_zip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened in memory, up to a size."""
    inner = zipped({"a.py": "a"})
    with open_archive(zipped({"b.zip": inner, "c.zip": b"no zip"})) as archive:
        tree = ZipTree(archive)
        with tree.open_zip("b.zip") as inside:
            assert ZipTree(inside).read("a.py", 5) == b"a"
        with pytest.raises(Refused, match="can't be read"), tree.open_zip("c.zip"):
            pass
        monkeypatch.setattr(trees, "MAX_ZIP_BYTES", len(inner) - 1)
        with pytest.raises(Refused, match="larger"), tree.open_zip("b.zip"):
            pass

"""Each layout is recognised, and gives each student's files as they were handed in; what is not named so is told."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from grader.results.collecting.handed import Handed, Haul
from grader.results.collecting.layouts import Wanted, find
from grader.results.collecting.naming import Naming
from grader.words.errors import UsageError
from tests.results.collecting.making import CONV, EXERCISES, NOON, POOL, START, folder, zipped

Collect = Callable[..., tuple[str, Haul]]


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    """Find what is in a source."""

    def found(source: Path, layout: str = "auto", **more: object) -> tuple[str, Haul]:
        return find(Wanted(source, layout, tmp_path / "cache", **more), Naming(EXERCISES))  # type: ignore[arg-type]

    return found


def both(tmp_path: Path, files: Mapping[str, str | bytes]) -> tuple[Path, Path]:
    """Return the files in a folder, and in a zip."""
    archive = folder(tmp_path, {"class.zip": ""}) / "class.zip"
    archive.write_bytes(zipped(files))
    return folder(tmp_path / "class", files), archive


def contents(one: Handed) -> list[tuple[str, bytes]]:
    return [(file.exercise, file.content) for file in one.files if isinstance(file.content, bytes)]


def left(haul: Haul) -> list[tuple[str, str]]:
    inner = itertools.chain.from_iterable(one.left for one in haul.handed)
    return [(one.path, one.reason.text) for one in (*haul.left, *inner)]


# Folders


def test_folders_and_zips_of_students(collect: Collect, tmp_path: Path) -> None:
    """Flat, too deep, zipped, a zip in the folder; what is no exercise is told, what any folder holds is not."""
    files = {
        f"ann/{POOL}.py": "a", "bob/max_pool2d.py": "b", f"carl/week/inner/{POOL}.py": "c",
        "dora.zip": zipped({f"{POOL}.py": "d"}),
        "erin/hand in.zip": zipped({f"x/{POOL}.py": "e"}), "fay/foo.py": "f", "fay/report.pdf": "f", "fay/w.rar": "f",
        "gus/report.pdf": "g", "hal/__pycache__/max_pool2d.py": "h", f"hal/.stubs/{POOL}.py": "h", "loose.py": "?",
        f"ann/tests/examples/{POOL}.py": "bundle", "ann/grader/x.py": "bundle", "ann/x.ipynb": "n",
        f"ida/solutions/{POOL}.py": "i", "ida/max_pool2d.py": "stub", "jan/env/max_pool2d.py": "j", "kim/runs/log.txt": "k",
    }  # fmt: skip
    for source in both(tmp_path, files):
        layout, haul = collect(source)
        assert layout == "folders"
        found = {one.name: contents(one) for one in haul.handed}
        expected = {name: [(POOL, name[:1].encode())] for name in ("ann", "bob", "carl", "dora", "erin")}
        assert found == expected | {"fay": [], "gus": [], "hal": [], "ida": [(POOL, b"stub")], "jan": [], "kim": []}
        assert left(haul) == [
            ("loose.py", "it lies beside the students' folders: whose is it?"),
            ("x.ipynb", "a notebook; exercises are collected as .py files"),
            ("foo.py", "no exercise of this course is called so"),
            ("w.rar", "an archive of this kind is not opened here; ask for a .zip"),
            ("gus", "no exercise file was found in it; it holds {names}"),
            ("__pycache__/max_pool2d.py", "in {folder}, a folder that is passed over: is it to be graded?"),
            (f"solutions/{POOL}.py", "in {folder}, a folder that is passed over: is it to be graded?"),
            ("env/max_pool2d.py", "in {folder}, a folder that is passed over: is it to be graded?"),
            ("kim", "no exercise file was found in it; it holds {names}"),
        ]
    assert haul.handed[0].submitted_at is not None and haul.handed[0].notes  # the zip's zone


def test_times_of_folders(collect: Collect, tmp_path: Path) -> None:
    """The newest exercise's time, in UTC; no note, for a file's time is a moment; empty folders are submissions."""
    folder(tmp_path / "class", {f"ann/{CONV}.py": ""}, NOON - datetime.timedelta(days=1))
    source = folder(tmp_path / "class", {f"ann/{POOL}.py": ""})
    (source / "bob").mkdir()
    ann, bob = collect(source)[1].handed
    assert (ann.submitted_at, ann.notes) == (NOON, ())
    assert (bob.submitted_at, bob.files) == (None, ())


def test_a_zipped_folder_of_folders(collect: Collect, tmp_path: Path) -> None:
    """The folder that was zipped encloses the students; one student's enclosing folder does not."""
    both(tmp_path, {f"class/{name}/{POOL}.py": name for name in ("ann", "bob")})
    assert [one.name for one in collect(tmp_path / "class.zip")[1].handed] == ["ann", "bob"]
    source, _ = both(tmp_path / "single", {"ann/a/max_pool2d.py": "a", "ann/b/conv2d.py": "a"})
    assert [one.name for one in collect(source)[1].handed] == ["ann"]
    both(tmp_path, {f"ann/inner/{POOL}.py": "a", f"ann/inner/{START}.py": "a"})
    assert [one.name for one in collect(tmp_path / "class.zip")[1].handed] == ["ann"]


def test_one_students_folder_is_no_class(collect: Collect, tmp_path: Path) -> None:
    """Otherwise chapters would be students."""
    for source in both(tmp_path, {f"{POOL}.py": "", f"{CONV}.py": ""}):
        with pytest.raises(UsageError, match="one student's submission"):
            collect(source)


def test_bombs(collect: Collect, tmp_path: Path) -> None:
    """Large files, many files, zips in zips in zips: each costs a bounded amount, and is told."""
    large = b"x = 1\n" * 1024 * 1024
    many = zipped({f"{number}/max_pool2d.py": large[: 1024 * 1024] for number in range(20)})
    deep = zipped({"max_pool2d.py": "found"})
    for _ in range(3):
        deep = zipped({"inner.zip": deep})
    nested = zipped({f"{number}.zip": zipped({f"{number}.py": ""}) for number in range(20)})
    source = folder(tmp_path / "class", {"ann/max_pool2d.py": large, "bob.zip": many, "carl.zip": deep, "dora.zip": nested})
    ann, bob, carl, dora = collect(source)[1].handed
    assert contents(ann) == [] and "larger than 1 MiB" in str(ann.files[0].content)
    assert len(contents(bob)) == 8 and "is more than" in str(bob.files[-1].content)
    assert contents(carl) == [] and "too many" in carl.left[0].reason.text
    assert "more of this kind" in dora.left[-1].reason.text and len(dora.left) == 6


def test_encrypted_and_broken_zips(collect: Collect, tmp_path: Path) -> None:
    """A student's zip that can't be read is that student's, with a reason."""
    locked = bytearray(zipped({f"{POOL}.py": "x"}))
    locked[6] |= 1
    locked[locked.find(b"PK\1\2") + 8] |= 1
    source = folder(tmp_path / "class", {"ann.zip": bytes(locked), "bob.zip": b"no", "carl/a.zip": b"", f"dora/{POOL}.py": ""})
    haul = collect(source)[1]
    assert [path for path, _ in left(haul)] == ["ann.zip", "bob.zip", "a.zip"]
    assert "encrypted" in left(haul)[0][1] and "can't be read" in left(haul)[1][1]
    for path in (source / "ann.zip", source / "bob.zip"):
        with pytest.raises(UsageError, match=r"encrypted|can't be read"):
            collect(path)


# Canvas


def test_canvas(collect: Collect, tmp_path: Path) -> None:
    """Name, number, LATE, attempts, anonymous, Chinese, text, a zip; no time, for a member's is the download's."""
    files = {
        "smithann_1234_5001_max_pool2d.py": "1", "smithann_1234_5002_max_pool2d-1.py": "2",
        "smithann_1234_5003_conv2d (1).py": "c",
        "leebob_LATE_77_5004_work.zip": zipped({f"work/{POOL}.py": "z"}), "leebob_LATE_77_5005_notes.txt": "",
        "张三_88_5006_max_pool2d.py": "中", "anon_aB3x9_5007_max_pool2d.py": "?", "LATE_anon_cD3x9_5008_max_pool2d.py": "?",
        "poecarl_99_text.html": "<p>", "o_brien_12_5009_first_tensor.py": "o", "readme.md": "",
        "late_late_5_6_max_pool2d.py": "l",
    }  # fmt: skip
    enclosed = {f"submissions/{name}": data for name, data in files.items()}
    for source in (*both(tmp_path, files), folder(tmp_path / "up", enclosed)):
        layout, haul = collect(source)
        assert layout == "canvas"
        found = {(one.name, one.number): one for one in haul.handed}
        assert set(found) == {
            ("smithann", "1234"), ("leebob", "77"), ("张三", "88"), ("anon_aB3x9", "anon_aB3x9"), ("anon_cD3x9", "anon_cD3x9"),
            ("poecarl", "99"), ("o_brien", "12"), ("late", "5"),
        }  # fmt: skip
        smith = found["smithann", "1234"]
        assert sorted(contents(smith)) == [(CONV, b"c"), (POOL, b"1"), (POOL, b"2")]
        assert sorted(file.rank for file in smith.files) == [5001, 5002, 5003]
        assert contents(found["leebob", "77"]) == [(POOL, b"z")]
        assert {name for (name, _), one in found.items() if one.notes} == {"leebob", "anon_cD3x9", "late"}
        assert {one.submitted_at for one in haul.handed} == {None}
        assert {path.rpartition("/")[2] for path, _ in left(haul)} == {"poecarl", "readme.md"}


def test_canvas_is_not_talked_into_another_students_name(collect: Collect, tmp_path: Path) -> None:
    """Students choose what their files, and perhaps they themselves, are called; a chapter's number is no student's."""
    files = {
        "smithann_12_5001_x_99_5002_max_pool2d.py": "own file", "smithann_12_5003_04_pooling.zip": zipped({f"{POOL}.py": "zip"}),
        "99_13_5004_max_pool2d.py": "called 99", "leebob_99_14_5005_max_pool2d.py": "called leebob_99",
        f"poecarl_15_{'9' * 5000}_max_pool2d.py": "?",
    }  # fmt: skip
    haul = collect(_zip(tmp_path, files))[1]
    assert {(one.name, one.number): contents(one) for one in haul.handed} == {
        ("smithann", "12"): [(POOL, b"zip")], ("99", "13"): [(POOL, b"called 99")],
    }  # fmt: skip
    told = dict(left(haul))
    assert "two ways" in told["leebob_99_14_5005_max_pool2d.py"] and len(told) == 3
    assert "no exercise" in told["x_99_5002_max_pool2d.py"]


def _zip(tmp_path: Path, files: Mapping[str, str | bytes]) -> Path:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped(files))
    return path


# Moodle


@pytest.mark.parametrize(
    "form", ["{}_{}_assignsubmission_file/{}", "{}_{}_assignsubmission_file_/{}", "{}_{}_assignsubmission_file_{}"]
)
def test_moodle(collect: Collect, tmp_path: Path, form: str) -> None:
    """In folders, as older versions name them, and flat; also below the course's folder; no time."""
    files = {
        form.format("Ann Smith", 1234, "max_pool2d.py"): "a", form.format("张三", 1235, "max_pool2d (1).py"): "b",
        form.format("Ann Smith", 1236, "work.zip"): zipped({f"{POOL}.py": "c"}),
        "Bob Lee_1237_assignsubmission_onlinetext/onlinetext.html": "<p>", "readme.md": "",
    }  # fmt: skip
    if "/{}" in form:
        files[form.format("Ann Smith", 1234, f"deep/{CONV}.py")] = "d"
    enclosed = {f"Week 3/{name}": data for name, data in files.items()}
    for source in (*both(tmp_path, files), folder(tmp_path / "up", enclosed)):
        layout, haul = collect(source)
        assert layout == "moodle"
        found = {(one.name, one.number): sorted(contents(one)) for one in haul.handed}
        deep = [(CONV, b"d")] if "/{}" in form else []
        assert found == {("Ann Smith", "1234"): [*deep, (POOL, b"a")], ("Ann Smith", "1236"): [(POOL, b"c")],
                         ("Bob Lee", "1237"): [], ("张三", "1235"): [(POOL, b"b")]}  # fmt: skip
        assert {one.submitted_at for one in haul.handed} == {None}
        assert {path.rpartition("/")[2] for path, _ in left(haul)} == {"Bob Lee", "readme.md"}


def test_moodle_is_not_talked_into_another_students_name(collect: Collect, tmp_path: Path) -> None:
    """A file's own name may look like a prefix."""
    name = "Ann Smith_12_assignsubmission_file_Bob Lee_99_assignsubmission_file_max_pool2d.py"
    (one,) = collect(_zip(tmp_path, {name: "x"}))[1].handed
    assert (one.name, one.number, one.files) == ("Ann Smith", "12", ())


# nbgrader


def test_nbgrader(collect: Collect, tmp_path: Path) -> None:
    """A course, its `submitted`, or a zip of it; the time is the timestamp's; other steps are nobody's submissions."""
    stamp = "2015-02-02 14:58:23.948203 America/Los_Angeles\n"
    files = {"ann/ps1/max_pool2d.py": "a", "ann/ps1/timestamp.txt": stamp, "ann/ps1/p1.ipynb": "{}", f"bob/ps1/{POOL}.py": "b"}
    course = folder(tmp_path / "course", {f"submitted/{name}": data for name, data in files.items()})
    folder(course, {"source/ps1/max_pool2d.py": "s", f"autograded/ann/ps1/{POOL}.py": "x", "gradebook.db": ""})
    archive = tmp_path / "course.zip"
    paths = [path for path in course.rglob("*") if path.is_file()]
    archive.write_bytes(zipped({path.relative_to(course).as_posix(): path.read_bytes() for path in paths}))
    for source in (course, course / "submitted", archive):
        layout, haul = collect(source)
        assert layout == "nbgrader"
        ann, bob = haul.handed
        assert (ann.name, contents(ann), bob.name, contents(bob)) == ("ann", [(POOL, b"a")], "bob", [(POOL, b"b")])
        assert ann.submitted_at is not None and ann.submitted_at.isoformat() == "2015-02-02T22:58:23.948203+00:00"
        assert bob.submitted_at is not None and "no timestamp.txt" in bob.notes[-1].text


def test_nbgraders_assignments(collect: Collect, tmp_path: Path) -> None:
    """Where there are several, one is to be named."""
    files = {"ann/ps1/max_pool2d.py": "1", "ann/ps2/max_pool2d.py": "2", "ann/ps2/timestamp.txt": ""}
    source = folder(tmp_path / "submitted", files)
    assert contents(collect(source, assignment="ps2")[1].handed[0]) == [(POOL, b"2")]
    with pytest.raises(UsageError, match="ps1, ps2. Name one"):
        collect(source)
    with pytest.raises(UsageError, match="no assignment 'ps3'. There are: ps1, ps2"):
        collect(source, assignment="ps3")


@pytest.mark.parametrize(
    "text, time, note",
    [
        ("2026-03-01 12:00:00.5 UTC", "2026-03-01T12:00:00.500000+00:00", False),
        ("2026-03-01 12:00:00 Asia/Shanghai", "2026-03-01T04:00:00+00:00", False),
        ("2026-03-01T12:00:00+01:00", "2026-03-01T11:00:00+00:00", False),
        ("2026-03-01 12:00:00.1 ../../etc", "2026-03-01T", True),
        ("2026-03-01 12:00:00 PXT", "2026-03-01T", True), ("2026-03-01 12:00:00", "2026-03-01T", True), ("yesterday", None, True),
        ("", None, True), ("\0" * 5000, None, True), ("0001-01-01 00:00:00 XYZ", None, True),
    ],
)  # fmt: skip
def test_timestamps(collect: Collect, tmp_path: Path, text: str, time: str | None, note: bool) -> None:
    """A zone that is not known is this machine's, and that is said; what is no time is none."""
    source = folder(tmp_path / "submitted", {"ann/ps1/max_pool2d.py": "a", "ann/ps1/timestamp.txt": text})
    (ann,) = collect(source, "nbgrader")[1].handed
    assert (ann.submitted_at is None) == (time is None) and bool(ann.notes) == note
    if time is not None and ann.submitted_at is not None:
        assert ann.submitted_at.isoformat().startswith(time) and ann.submitted_at.tzinfo is not None


# What does not fit


def test_options_of_another_layout(collect: Collect, tmp_path: Path) -> None:
    """Said, not passed over."""
    source = folder(tmp_path / "class", {f"ann/{POOL}.py": ""})
    with pytest.raises(UsageError, match="--until is for"):
        collect(source, until=NOON)
    with pytest.raises(UsageError, match="--assignment is for"):
        collect(source, assignment="ps1")
    with pytest.raises(UsageError, match="there is no"):
        collect(tmp_path / "nothing")
    (tmp_path / "x.pdf").write_bytes(b"%PDF\0")
    with pytest.raises(UsageError, match="neither a folder nor a zip"):
        collect(tmp_path / "x.pdf", "canvas")
    with pytest.raises(UsageError, match="no list of students"):
        collect(tmp_path / "x.pdf")


def test_a_layout_may_be_named(collect: Collect, tmp_path: Path) -> None:
    """What looks like Canvas's may be a class's folders all the same."""
    source = folder(tmp_path / "class", {"smithann_1_2_x.zip": zipped({f"{POOL}.py": ""})})
    assert collect(source)[0] == "canvas"
    assert [one.name for one in collect(source, "folders")[1].handed] == ["smithann_1_2_x"]

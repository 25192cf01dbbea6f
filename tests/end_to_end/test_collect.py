"""The real command on each layout, real zips and real repositories; what it writes is graded as it is."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from tests.end_to_end import miniature
from tests.results.collecting.making import NOON, commit, folder, needs_git, zipped

TOTAL = miniature.EXERCISE
RIGHT = miniature.HEAD + "return x.sum()\n"
HOUR = datetime.timedelta(hours=1)
ROSTER = "student,name,email,section\nann,Ann Smith,ann@x.org,a\nbob,Bob O'Neil,bob@x.org,a\n20230001,张三,,b\n"
CANVAS = (
    "Student,ID,SIS Login ID,Section,Week 3 (7)\n    Points Possible,,,,10\n"
    '"Smith, Ann",101,ann,a,\n"O\'Neil, Bob",102,bob,a,\n张三,103,20230001,b,\n'
)
MOODLE = (
    "Identifier,Full name,Username,Email address,Status,Grade\nParticipant 501,Ann Smith,ann,ann@x.org,,\n"
    "Participant 502,Bob O'Neil,bob,bob@x.org,,\nParticipant 503,张三,20230001,,,\n"
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return miniature.build(tmp_path_factory.mktemp("course"))


class Run:
    """One run of the command: its exit code, what it said, and what lies in DEST."""

    def __init__(self, course: Path, source: Path, dest: Path, *options: object) -> None:
        self.code, self.out, self.err = miniature.finish(course, "collect", source, dest, *options)
        assert "Traceback" not in self.out + self.err
        path = dest / "collected.json"
        self.record = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        self.found = {one["student"]: one for one in self.record.get("submissions", ())}
        self.files = {name: (dest / name / f"{TOTAL}.py").read_text(encoding="utf-8") for name in self.found
                      if (dest / name / f"{TOTAL}.py").exists()}  # fmt: skip


def roster(tmp_path: Path, text: str = ROSTER) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_folders_and_what_comes_of_them(course: Path, tmp_path: Path) -> None:
    """Folders and zips, renamed files, Chinese; absent and unplaced end with 1; grading takes it and asks nothing."""
    source = folder(tmp_path / "class", {
        "Smith, Ann/inner/total (1).py": RIGHT, "20230001-张三/01_sums/total.py": RIGHT,
        "bob.zip": zipped({"total.py": "x = 1\n"}), "stranger/total.py": "s", "bob.txt": "?",
    })  # fmt: skip
    (source / "link").symlink_to(course / "solutions")
    dest = tmp_path / "dest"
    run = Run(course, source, dest, "--roster", roster(tmp_path, ROSTER + "dora,Dora Day,,b\n"))
    assert run.code == 1 and "read as: folders" in run.out and "3 new" in run.out
    assert run.files == {"ann": RIGHT, "20230001": RIGHT, "bob": "x = 1\n"}
    assert {one["path"] for one in run.record["unplaced"]} == {"stranger", "bob.txt", "link"}
    assert run.record["absent"] == ["dora"] and "absent, 1 of the roster: dora" in run.err
    assert datetime.datetime.fromisoformat(run.found["ann"]["submitted_at"]) == NOON
    folder(source, {"Smith, Ann/inner/total (1).py": RIGHT + "\n"}, NOON + HOUR)
    run = Run(course, source, dest)  # without the roster names are as they are
    assert "Smith, Ann" in run.files
    code, out, err = miniature.finish(course, "grade", dest, "--out", tmp_path / "results", "--isolation", "process")
    assert code == 0 and "passed over" not in err, err
    graded = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    points = {one["student"]: one["points"] for one in graded["submissions"]}
    assert points["ann"] == points["20230001"] == 3 and points["bob"] == 0


def test_canvas_again_and_again(course: Path, tmp_path: Path) -> None:
    """Canvas's own zip and sheet; a second download replaces what changed, keeps the older, and says both."""
    source, dest = tmp_path / "submissions.zip", tmp_path / "dest"
    sheet = roster(tmp_path, CANVAS)
    source.write_bytes(zipped({"smithann_101_9001_total.py": "1", "oneilbob_LATE_102_9002_w.zip": zipped({f"w/{TOTAL}.py": "b"}),
                               "张三_103_9003_total.py": "z"}))  # fmt: skip
    run = Run(course, source, dest, "--roster", sheet)
    assert (run.code, run.files) == (0, {"ann": "1", "bob": "b", "20230001": "z"}) and "read as: canvas" in run.out
    assert "bob: Canvas says that it was handed in late" in run.out and run.found["ann"]["submitted_at"] is None
    source.write_bytes(zipped({"smithann_101_9001_total.py": "1", "smithann_101_9009_total-1.py": "2",
                               "oneilbob_LATE_102_9010_total.py": " \n"}))  # fmt: skip
    run = Run(course, source, dest, "--roster", sheet, "--lang", "zh")
    assert run.code == 0 and run.files == {"ann": "2", "bob": "b", "20230001": "z"}
    assert "更新 1，未变 1" in run.out and "现在是空文件" in run.out and "有更新；之前的一份保存在 .earlier/ann/" in run.out
    assert [path.read_text() for path in (dest / ".earlier" / "ann").rglob("*.py")] == ["1"]


def test_moodle(course: Path, tmp_path: Path) -> None:
    """Moodle's own zip and worksheet."""
    source = tmp_path / "week3.zip"
    source.write_bytes(zipped({
        "Ann Smith_501_assignsubmission_file/total.py": "a", "张三_503_assignsubmission_file/01_sums/total.py": "z",
        "Bob O'Neil_502_assignsubmission_file/w.zip": zipped({"total.py": "b"}),
    }))  # fmt: skip
    run = Run(course, source, tmp_path / "dest", "--roster", roster(tmp_path, MOODLE))
    assert (run.code, run.files) == (0, {"ann": "a", "bob": "b", "20230001": "z"}) and "read as: moodle" in run.out


def test_namesakes_without_a_roster(course: Path, tmp_path: Path) -> None:
    """Two downloads, each with another Ann Smith: two students, who stay who they are."""
    source, dest = tmp_path / "week3.zip", tmp_path / "dest"
    for number, text in ((1, "first"), (2, "second"), (1, "first again")):
        source.write_bytes(zipped({f"Ann Smith_{number}_assignsubmission_file/total.py": text}))
        run = Run(course, source, dest)
    assert run.files == {"Ann Smith": "first again", "Ann Smith_2": "second"}


def test_nbgrader(course: Path, tmp_path: Path) -> None:
    """nbgrader's tree, with its time and zone."""
    stamp = "2026-03-01 23:58:00.5 Asia/Shanghai"
    folder(tmp_path / "c" / "submitted", {"ann/ps1/total.py": "a", "ann/ps1/timestamp.txt": stamp, "bob/ps2/total.py": "b"})
    run = Run(course, tmp_path / "c", tmp_path / "dest")
    assert run.code == 2 and "ps1, ps2. Name one with --assignment" in run.err
    run = Run(course, tmp_path / "c", tmp_path / "dest", "--assignment", "ps1")
    assert (run.code, run.files) == (0, {"ann": "a"}) and run.found["ann"]["submitted_at"] == "2026-03-01T15:58:00.500000Z"


@needs_git
def test_repositories(course: Path, tmp_path: Path) -> None:
    """Clones by a list, until a moment and up to now; nothing but files of exercises comes out of them."""
    commit(tmp_path / "ann", {f"exercises/{TOTAL}.py": "1"})
    commit(tmp_path / "ann", {f"exercises/{TOTAL}.py": "2"}, NOON + 2 * HOUR)
    commit(tmp_path / "bob", {"total.py": "b"}, NOON + 3 * HOUR)
    path = tmp_path / "list.csv"
    path.write_text("student,url\nann,ann\nbob,bob\n20230001,ext::touch x\n", encoding="utf-8")
    dest = tmp_path / "dest"
    run = Run(course, path, dest, "--roster", roster(tmp_path), "--until", "2026-03-01T13:00+00:00")
    assert (run.code, run.files) == (1, {"ann": "1"}) and run.found["ann"]["submitted_at"] == "2026-03-01T12:00:00Z"
    assert run.record["absent"] == ["20230001"] and "no commit in it" in run.err and "is no address" in run.err
    run = Run(course, path, dest)
    assert run.files == {"ann": "2", "bob": "b"} and (dest.parent / ".dest.repositories").is_dir()
    run = Run(course, path, dest, "--until", "2026-03-01T13:00+00:00")
    assert run.files == {"ann": "1"} and [path.read_text() for path in (dest / ".earlier" / "bob").rglob("*.py")] == ["b"]

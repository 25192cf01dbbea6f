"""DEST after any number of runs: the newest there, everything older kept, nothing lost by a kill or a worse submission."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.results.collected import EARLIER, read_collected
from grader.results.collecting import writing
from grader.results.collecting.handed import Left
from grader.results.collecting.placing import PlacedSubmission, Placing
from grader.results.collecting.writing import Collection, FolderChange, Kept
from grader.results.files import write_atomically
from grader.results.lock import lock
from grader.results.roster import Roster, Student
from grader.results.submissions import find_submissions, passed_over, student_name
from grader.words.errors import UsageError
from grader.words.messages import Message, english
from tests.results.collecting.making import CONV, EXERCISES, NOON, POOL, folder

HOUR = datetime.timedelta(hours=1)


def placed(student: str, files: Mapping[str, str], hours: float | None = 0) -> PlacedSubmission:
    time = None if hours is None else NOON + hours * HOUR
    return PlacedSubmission(student, "source", {name: text.encode() for name, text in files.items()}, time, ())


class Class:
    """DEST, collected into again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(
        self, *students: PlacedSubmission, left: tuple[Left, ...] = (), roster: Roster | None = None, exact: bool = False
    ) -> list[Kept]:
        collection = Collection(self.folder, EXERCISES, english, exact)
        with collection.opened():
            return list(collection.write(Placing(students, left), roster).kept)

    def one(self, files: Mapping[str, str], hours: float | None = 0, exact: bool = False) -> Kept:
        (kept,) = self.run(placed("ann", files, hours), exact=exact)
        return kept

    def files(self, folder: str = "ann") -> dict[str, str]:
        root = self.folder / folder
        return {path.relative_to(root).as_posix(): path.read_text() for path in sorted(root.rglob("*.py"))}

    def time(self, student: str = "ann") -> float | None:
        found = read_collected(self.folder)
        assert found is not None
        time = found.submitted_at(student)
        return None if time is None else (time - NOON) / HOUR


@pytest.fixture
def dest(tmp_path: Path) -> Class:
    return Class(tmp_path / "dest")


def test_what_grading_takes(dest: Class) -> None:
    """A folder for each who handed in an exercise, and nothing that grading would ask about; the record has the others, too."""
    kept = dest.run(placed("bob", {POOL: "b"}), placed("ann", {POOL: "a", CONV: "c"}, None), placed("carl", {}))
    assert [(one.student, one.change) for one in kept] == [(name, FolderChange.NEW) for name in ("bob", "ann", "carl")]
    assert [student_name(path) for path in find_submissions(dest.folder)] == ["ann", "bob"]
    assert passed_over(dest.folder) == []
    found = read_collected(dest.folder)
    assert found is not None and [one.student for one in found.submissions] == ["ann", "bob", "carl"]
    assert set(found.submissions[0].files) == set(dest.files()) == {f"{POOL}.py", f"{CONV}.py"}
    assert (dest.time("ann"), dest.time("bob")) == (None, 0)


def test_the_same_again(dest: Class) -> None:
    """Nothing is written, nothing kept aside; it counts from when it was handed in first."""
    dest.one({POOL: "a"}, 1)
    before = (dest.folder / "ann" / f"{POOL}.py").stat().st_mtime_ns
    for hours, known in ((1, 1), (5, 1), (0.5, 0.5), (None, 0.5)):
        assert dest.one({POOL: "a"}, hours) == Kept("ann", FolderChange.UNCHANGED, ())
        assert dest.time() == known
    assert (dest.folder / "ann" / f"{POOL}.py").stat().st_mtime_ns == before and not (dest.folder / EARLIER).exists()


def test_a_newer_one(dest: Class) -> None:
    """It replaces the older, which is kept whole under its own time."""
    dest.one({POOL: "1", CONV: "c"}, 0)
    kept = dest.one({POOL: "2", CONV: "c"}, 2)
    earlier = f"{EARLIER}/ann/2026-03-01T120000Z"
    assert kept == Kept("ann", FolderChange.UPDATED, (f"changed; the earlier one is kept in {earlier}",))
    assert dest.files() == {f"{POOL}.py": "2", f"{CONV}.py": "c"} and dest.time() == 2
    assert dest.files(earlier) == {f"{POOL}.py": "1", f"{CONV}.py": "c"}
    dest.one({POOL: "3", CONV: "c"}, 3)
    assert sorted(path.name for path in (dest.folder / EARLIER / "ann").iterdir()) == ["2026-03-01T120000Z", "2026-03-01T140000Z"]
    assert passed_over(dest.folder) == [] and len(find_submissions(dest.folder)) == 1


def test_times_that_are_not_known(dest: Class) -> None:
    """What is found now is newer; the older is kept under its files' time, and never over another."""
    dest.one({POOL: "1"}, None)
    for number in range(2, 5):
        path = dest.folder / "ann" / f"{POOL}.py"
        os.utime(path, (NOON.timestamp(), NOON.timestamp()))
        assert dest.one({POOL: str(number)}, None).change is FolderChange.UPDATED
    kept = {path.name: path for path in (dest.folder / EARLIER / "ann").iterdir()}
    assert {name: (path / f"{POOL}.py").read_text() for name, path in kept.items()} == {
        "2026-03-01T120000Z": "1", "2026-03-01T120000Z-2": "2", "2026-03-01T120000Z-3": "3",
    }  # fmt: skip
    assert dest.time() is None


def test_a_time_at_the_end_of_time(dest: Class) -> None:
    """Commits may have any date."""
    for number, year in enumerate((1, 9999)):
        for sign in (-1, 1):
            zone = datetime.timezone(sign * datetime.timedelta(hours=12))
            time = datetime.datetime(year, 1, 1, tzinfo=zone) if year == 1 else datetime.datetime(year, 12, 31, 23, tzinfo=zone)
            name = f"s{number}{sign}"
            for text in ("1", "2"):
                dest.run(PlacedSubmission(name, "source", {POOL: text.encode()}, time, ()))
            assert dest.files(name) == {f"{POOL}.py": "2"}
            assert [path.read_text() for path in (dest.folder / EARLIER / name).rglob("*.py")] == ["1"]


def test_an_older_one(dest: Class) -> None:
    """It replaces nothing, and says so; an exercise that was not there yet is taken."""
    dest.one({POOL: "2"}, 2)
    kept = dest.one({POOL: "1"}, 1)
    assert kept.change is FolderChange.UNCHANGED and "older than what was collected before" in kept.notes[0]
    assert dest.files() == {f"{POOL}.py": "2"} and dest.time() == 2
    dest.one({POOL: "1", CONV: "c"}, 1)
    assert dest.files() == {f"{POOL}.py": "2", f"{CONV}.py": "c"} and dest.time() == 2


def test_a_worse_one(dest: Class) -> None:
    """Empty or missing files don't replace what was there, and that is said."""
    dest.one({POOL: "1", CONV: "c"}, 0)
    kept = dest.one({POOL: "  \n"}, 1)
    assert kept.change is FolderChange.UNCHANGED
    assert kept.notes == (
        f"empty now, so the earlier one stays: {POOL}",
        f"not handed in any more, so the earlier one stays: {CONV}",
    )
    assert dest.time() == 0
    assert dest.one({}, None).change is FolderChange.UNCHANGED
    assert dest.files() == {f"{POOL}.py": "1", f"{CONV}.py": "c"}
    dest.run(placed("bob", {POOL: ""}))
    assert dest.files("bob") == {f"{POOL}.py": ""} and dest.files() == {f"{POOL}.py": "1", f"{CONV}.py": "c"}


def test_a_moment_that_was_asked_for(dest: Class) -> None:
    """With --until an older version replaces a newer one, which is kept; none by then leaves none, and what was there is kept."""
    dest.one({POOL: "2", CONV: "c"}, 2)
    assert dest.one({POOL: "1"}, 1, exact=True).change is FolderChange.UPDATED
    assert dest.files() == {f"{POOL}.py": "1"} and dest.time() == 1
    assert dest.files(f"{EARLIER}/ann/2026-03-01T140000Z") == {f"{POOL}.py": "2", f"{CONV}.py": "c"}
    later = f"{EARLIER}/ann/2026-03-01T130000Z"
    kept = dest.one({}, None, exact=True)
    assert kept.notes == (f"nothing was handed in by then; what was collected later is kept in {later}",)
    assert dest.files() == {} and dest.time() is None and dest.files(later) == {f"{POOL}.py": "1"}
    assert dest.one({}, None, exact=True) == Kept("ann", FolderChange.UNCHANGED, ())
    assert dest.one({POOL: "1"}, 1).change is FolderChange.UPDATED and dest.files() == {f"{POOL}.py": "1"}


def test_students_who_are_not_in_this_source(dest: Class) -> None:
    """They stay, in the folder and in the record."""
    dest.run(placed("ann", {POOL: "a"}))
    dest.run(placed("bob", {POOL: "b"}))
    assert dest.files() == {f"{POOL}.py": "a"} and dest.time("ann") == dest.time("bob") == 0


def test_absent_and_strangers(dest: Class) -> None:
    """Who is absent is told until something comes; what was collected under another name is told, not removed."""
    roster = Roster((Student("ann"), Student("bob"), Student("../carl")))
    dest.run(placed("Bob L", {POOL: "b"}))
    dest.run(placed("ann", {POOL: "a"}), placed("../carl", {}), left=(Left("x" * 500, Message("why")),), roster=roster)
    found = read_collected(dest.folder)
    assert found is not None and found.absent == ("bob",)
    assert [(one.path[:5], one.reason) for one in found.unplaced] == [
        ("xxxxx", "why"), ("Bob L", "collected before, and nobody in the roster is called so"),
    ]  # fmt: skip
    assert len(found.unplaced[0].path) == 200
    dest.run(placed("bob", {}), roster=roster)
    found = read_collected(dest.folder)
    assert found is not None and found.absent == ()


def test_names_that_are_no_folders(dest: Class) -> None:
    """Nothing is written outside; the folder stays the same from run to run, and the record says whose it is."""
    for _ in range(2):
        kept = dest.run(*(placed(name, {POOL: name}) for name in ("../ann", "Bob", "bob", "CON")))
        names = [one.student for one in kept]
        assert names[1] == "Bob" and names[2].startswith("bob-") and names[3] == "_CON"
        assert "/" not in names[0] and any("the folder of ../ann is called" in note for note in kept[0].notes)
    assert sorted(path.name for path in dest.folder.parent.iterdir()) == ["dest"]
    assert len(find_submissions(dest.folder)) == 4 and not (dest.folder / EARLIER).exists()


def test_somebody_elses_folder(dest: Class) -> None:
    """A folder that is not empty and not collected is left alone; an empty one is fine."""
    dest.folder.mkdir()
    (dest.folder / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        dest.one({POOL: "1"})
    assert [path.name for path in dest.folder.iterdir()] == ["thesis.txt"]
    (dest.folder / "thesis.txt").unlink()
    assert dest.one({POOL: "1"}).change is FolderChange.NEW


def test_two_at_once(dest: Class) -> None:
    """The second is refused."""
    dest.one({POOL: "1"})
    with lock(dest.folder), pytest.raises(UsageError, match="wait for it, or choose another folder"):
        dest.one({POOL: "2"})
    assert dest.files() == {f"{POOL}.py": "1"}


def test_nothing_is_written_through_links(dest: Class, tmp_path: Path) -> None:
    """A link in DEST would lead elsewhere."""
    (tmp_path / "other" / "04_pooling").mkdir(parents=True)
    dest.one({CONV: "1"})
    (dest.folder / "ann" / "04_pooling").symlink_to(tmp_path / "other" / "04_pooling")
    with pytest.raises(UsageError, match="is a link"):
        dest.one({POOL: "1"})
    assert list((tmp_path / "other" / "04_pooling").iterdir()) == []


def test_what_only_has_to_be_placed_gets_no_zero(dest: Class) -> None:
    """Without a folder nothing is graded; what the teacher places there stays, and counts, until a newer submission comes."""
    dest.one({}, 1)
    assert not (dest.folder / "ann").exists()
    path = dest.folder / "ann" / f"{POOL}.py"
    path.parent.mkdir(parents=True)
    path.write_text("placed by hand")
    dest.one({}, 1)
    found = read_collected(dest.folder)
    assert path.read_text() == "placed by hand" and found is not None and found.submissions[0].files == (f"{POOL}.py",)
    assert dest.one({POOL: "2"}, 2).change is FolderChange.UPDATED and path.read_text() == "2"


def test_what_goes_leaves_no_empty_folder(dest: Class) -> None:
    """Nothing was handed in by the moment that was asked for: there is nothing to grade, and what came later is kept."""
    dest.one({POOL: "1"}, 5)
    dest.one({}, None, exact=True)
    assert not (dest.folder / "ann").exists()
    assert [path.name for path in (dest.folder / EARLIER / "ann").rglob("*.py")] == ["max_pool2d.py"]


def test_a_teachers_own_change(dest: Class) -> None:
    """What was mended in DEST stays while the source is the same; a newer submission replaces it, and it is kept."""
    dest.one({POOL: "1"}, 0)
    (dest.folder / "ann" / f"{POOL}.py").write_text("mended")
    kept = dest.one({POOL: "1"}, 0)
    assert kept.change is FolderChange.UNCHANGED and "by hand" in kept.notes[0] and dest.files() == {f"{POOL}.py": "mended"}
    dest.one({POOL: "2"}, 1)
    assert dest.files() == {f"{POOL}.py": "2"}
    assert dest.files(f"{EARLIER}/ann/2026-03-01T120000Z") == {f"{POOL}.py": "mended"}


def test_what_is_kept_is_kept_whole(dest: Class) -> None:
    """However large, with its time; also a file that was put there by hand."""
    dest.one({POOL: "1"})
    path = dest.folder / "ann" / f"{CONV}.py"
    folder(dest.folder / "ann", {f"{CONV}.py": "x" * 3_000_000})
    dest.one({POOL: "2", CONV: "2"}, 1)
    (kept,) = (dest.folder / EARLIER / "ann").rglob(path.name)
    assert kept.stat().st_size == 3_000_000 and kept.stat().st_mtime == NOON.timestamp()


class Killed:
    """Writes and copies so many files, then the run is killed."""

    def __init__(self, most: int) -> None:
        self.left = most

    def write(self, path: Path, data: bytes, durable: bool = True) -> None:
        self._count()
        write_atomically(path, data, durable)

    def copy(self, source: Path, target: Path) -> None:
        self._count()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("most", range(6))
def test_a_kill_at_any_write(dest: Class, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Whichever write is the last: the older is there, or kept aside; the same command again ends as without the kill."""
    dest.one({POOL: "1", CONV: "1"}, 0)
    killed = Killed(most)
    monkeypatch.setattr(writing, "write_atomically", killed.write)
    monkeypatch.setattr(writing, "_copy", killed.copy)
    if most < 5:  # two are kept aside, two are replaced, one is the record
        with pytest.raises(KeyboardInterrupt):
            dest.one({POOL: "2", CONV: "2"}, 1)
    else:
        dest.one({POOL: "2", CONV: "2"}, 1)
    monkeypatch.undo()
    folders = {path.parent.parent for path in dest.folder.rglob("*.py")}
    assert any([path.read_text() for path in folder.rglob("*.py")] == ["1", "1"] for folder in folders)
    dest.one({POOL: "2", CONV: "2"}, 1)
    assert dest.files() == {f"{POOL}.py": "2", f"{CONV}.py": "2"} and dest.time() == 1
    assert dest.files(f"{EARLIER}/ann/2026-03-01T120000Z") == {f"{POOL}.py": "1", f"{CONV}.py": "1"}


def test_a_kill_of_the_first_run(dest: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """DEST is known as ours from the first moment on."""
    monkeypatch.setattr(writing, "write_atomically", Killed(1).write)
    with pytest.raises(KeyboardInterrupt):
        dest.one({POOL: "1"})
    monkeypatch.undo()
    dest.one({POOL: "1"})
    assert dest.files() == {f"{POOL}.py": "1"} and dest.time() == 0

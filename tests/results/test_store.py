"""Nothing that was graded is lost, nothing that changed is kept, whatever kills the run and whenever."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.results.document import RunRecord, complete, results_json
from grader.results.journal import Handed
from grader.results.store import Store
from grader.words.errors import UsageError
from grader.words.messages import Message, english
from grader.words.verdict import Cause, CriterionResult, Status, SubmissionResult, Verdict

RECORD = RunRecord("course", 7, "auto", "sandbox")


def verdict(status: Status = Status.FAILED, walls: tuple[str, ...] = ("landlock",), cuda: bool | None = None) -> Verdict:
    criteria = (
        CriterionResult("values", Message("Values"), True, 1.0, 1.0),
        CriterionResult(
            "edges", Message("Edges"), False, 0.0, 2.0, (Message("{n} differ", {"n": 3}),), (Message("Look"),), "off-by-one"
        ),
        CriterionResult("values[cuda]", Message("Values"), cuda, 0.0, 0.0),
    )
    causes = (Cause("off-by-one", Message("the last is left out"), Message("count to the end"), ("edges",)),)
    return Verdict("01_a/first", status, 1.0, 3.0, 0.2, (), criteria, "printed", walls, causes)


def result(student: str = "ann", one: Verdict | None = None) -> SubmissionResult:
    return SubmissionResult(student, (one or verdict(),))


def lost(student: str) -> SubmissionResult:
    return result(student, Verdict("01_a/first", Status.GRADER_ERROR, 0.0, 0.0, 0.0, (Message("ours"),)))


def open_store(folder: Path, **explicit: object) -> Store:
    return Store(folder, msgspec.structs.replace(RECORD, **explicit), explicit, english)


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close at the end what a test leaves open, as the end of a process does."""
    stores: list[Store] = []
    begin = Store._begin

    def note(store: Store, record: RunRecord, explicit: dict[str, object]) -> RunRecord:
        stores.append(store)
        return begin(store, record, explicit)

    monkeypatch.setattr(Store, "_begin", note)
    yield
    for store in stores:
        if hasattr(store, "open"):
            store.close()


def document(folder: Path) -> dict:
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


def handed(student: str = "ann", content: str = "c1", terms: str = "t1") -> Handed:
    return Handed(student, {"01_a/first": content}, {"01_a/first": terms})


def fill(store: Store, *students: str, content: str = "c1", one: Verdict | None = None) -> None:
    """Judge one unit and give it to these students."""
    store.keep(f"{content}-t1", one or verdict())
    store.adopt([handed(student, content) for student in students], students)


def test_what_was_judged_is_known_again(tmp_path: Path) -> None:
    """By the unit's key; the students' results stand on it; the run's seed stays."""
    store = open_store(tmp_path)
    fill(store, "ann", "bob")
    store.close()
    again = Store(tmp_path, RunRecord("course", 99, "auto", "sandbox"), {}, english)
    assert again.record.seed == 7
    assert again.knows("c1-t1") and not again.knows("c2-t1") and not again.knows("c1-t2")
    assert list(again.results(["ann", "bob", "eve"])) == [result("ann"), result("bob")]
    assert again.handed("eve") is None


def test_what_the_grader_lost_is_tried_again(tmp_path: Path) -> None:
    """A verdict that is our fault is listed, with the maximum of the others, but is not known."""
    store = open_store(tmp_path)
    fill(store, "bob", content="c2")
    fill(store, "ann", one=lost("ann").verdicts[0])
    store.write(["ann", "bob"])
    verdicts = [one["exercises"][0] for one in document(tmp_path)["submissions"]]
    assert [(one["fault"], one["max_points"]) for one in verdicts] == [("grader", 3.0), ("learner", 3.0)]
    assert not store.knows("c1-t1") and store.knows("c2-t1")


@pytest.mark.parametrize("spoilt", [b'{"type": "judged", "ke', b"\0\0\0\0\n", b'{"type": "result"}\n', b"[]\n"])
def test_a_torn_or_spoilt_line_costs_itself_only(tmp_path: Path, spoilt: bytes) -> None:
    """What a kill or a power cut left behind is passed over, and what comes next stands on a line of its own."""
    store = open_store(tmp_path)
    fill(store, "ann")
    store.close()
    with (tmp_path / "journal.jsonl").open("ab") as stream:
        stream.write(spoilt)
    again = open_store(tmp_path)
    fill(again, "bob", content="c2")
    again.close()
    last = open_store(tmp_path)
    assert list(last.results(["ann", "bob"])) == [result("ann"), result("bob")]


def test_the_latest_result_counts_and_the_earlier_stay(tmp_path: Path) -> None:
    """Nothing is overwritten: the journal has both."""
    store = open_store(tmp_path)
    fill(store, "ann")
    fill(store, "ann", content="c2", one=verdict(Status.PASSED))
    store.close()
    again = open_store(tmp_path)
    assert [one.verdicts[0].status for one in again.results(["ann"])] == [Status.PASSED]
    assert again.knows("c1-t1")
    assert (tmp_path / "journal.jsonl").read_bytes().count(b'"type":"result"') == 2


def test_a_removed_student_leaves_the_results_not_the_journal(tmp_path: Path) -> None:
    """results.json lists who is there now, in their order."""
    store = open_store(tmp_path)
    fill(store, "bob", "ann", "eve")
    store.write(["ann", "eve"])
    assert [one["student"] for one in document(tmp_path)["submissions"]] == ["ann", "eve"]
    assert store.handed("bob") is not None


@pytest.mark.parametrize("option", [{"seed": 8}, {"device": "cpu"}, {"isolation": "process"}])
def test_another_option_needs_another_folder(tmp_path: Path, option: dict[str, object]) -> None:
    """Marks made in two ways are not mixed; the message names the option and both values."""
    open_store(tmp_path).close()
    (name, value), *_ = option.items()
    with pytest.raises(UsageError, match=f"{name} {getattr(RECORD, name)}, now {name} {value}"):
        open_store(tmp_path, **option)
    open_store(tmp_path, **{name: getattr(RECORD, name)}).close()


def test_another_course_needs_another_folder(tmp_path: Path) -> None:
    """A folder is of one course."""
    open_store(tmp_path).close()
    with pytest.raises(UsageError, match="course other"):
        Store(tmp_path, RunRecord("other", 7, "auto", "sandbox"), {}, english)


def test_one_grader_at_a_time(tmp_path: Path) -> None:
    """The second is told; the lock goes with the process that holds it, and is not inherited."""
    store = open_store(tmp_path)
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with pytest.raises(UsageError, match="another grader"):
        open_store(tmp_path)
    store.close()
    open_store(tmp_path).close()
    child.communicate()


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    """A file in the folder's place, a broken record: said plainly."""
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="can't be written"):
        open_store(tmp_path / "file")
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(UsageError, match="no record of a run"):
        open_store(tmp_path)


def test_a_full_disk_is_said_and_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """results.json stays the old one, whole; the journal too."""
    store = open_store(tmp_path)
    fill(store, "ann")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(UsageError, match="No space left on device.*goes on from there"):
        patch.setattr("os.fsync", full)
        fill(store, "bob", content="c2")
    assert [one["student"] for one in document(tmp_path)["submissions"]] == ["ann"]


def test_half_a_line_is_taken_back(tmp_path: Path) -> None:
    """A disk that fills up within a line: nothing of it stays, in the file and in memory, and closing says nothing more."""
    store = open_store(tmp_path)
    fill(store, "ann")
    before = (tmp_path / "journal.jsonl").read_bytes()

    class Full(io.FileIO):
        def write(self, data: memoryview) -> int:
            if len(data) <= 10:
                raise OSError(28, "No space left on device")
            return super().write(data[: len(data) - 10])

    store.journal.stream.close()
    store.journal.stream = Full(tmp_path / "journal.jsonl", "ab")
    with pytest.raises(UsageError, match="No space left on device"):
        store.keep("c2-t1", verdict())
    assert not store.knows("c2-t1") and (tmp_path / "journal.jsonl").read_bytes() == before
    store.close()


def test_a_damaged_record_is_no_mark(tmp_path: Path) -> None:
    """A result whose verdict's line was spoilt is our fault, with the maximum of the others."""
    store = open_store(tmp_path)
    fill(store, "ann")
    fill(store, "bob", content="c2")
    store.close()
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b'{"type":"judged","key":"c1-t1"', b'{"type":"judged","key":\0c1-t1"', 1))
    again = open_store(tmp_path)
    (one,) = again.results(["ann"])
    assert [verdict.status for verdict in one.verdicts] == [Status.GRADER_ERROR]
    assert any(known.ours for known in again.facts_of(again.handed("ann")))


def test_a_lost_verdict_has_the_shape_of_its_own_suite(tmp_path: Path) -> None:
    """Where the points of an exercise changed, a verdict on the new terms has the new maximum."""
    store = open_store(tmp_path)
    more = msgspec.structs.replace(verdict(), max_points=5.0)
    store.keep("c1-t1", verdict())
    store.keep("c2-t2", more)
    store.keep("c3-t1", verdict())
    store.keep("c9-t2", lost("ann").verdicts[0])
    store.keep("c9-t3", lost("ann").verdicts[0])
    assert store.verdict("c9-t2").max_points == 5.0
    assert store.verdict("c9-t3").max_points == 3.0  # the latest that there is


def test_marks_are_known_without_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are those of the result; one that no judge lived to list is read, for its maximum is another's."""
    store = open_store(tmp_path)
    for number, one in enumerate((result("ann"), lost("bob"))):
        store.keep(f"c{number}-t", one.verdicts[0])
        store.adopt([Handed(one.student, {"01_a/first": f"c{number}"}, {"01_a/first": "t"})], ["ann", "bob"])
    handed = [store.journal.handed[name] for name in ("ann", "bob")]
    assert [store.marks(one) for one in handed] == [(1.0, 3.0), (0.0, 3.0)]
    monkeypatch.setattr(store.journal, "verdict", None)
    assert store.marks(handed[0]) == (1.0, 3.0)


def test_rewriting_stays_linear(tmp_path: Path) -> None:
    """A large class does not spend its time on results.json; the last write holds all."""
    store = open_store(tmp_path)
    writes = []
    store.write_seconds = 1000.0
    store.write = lambda students: writes.append(1)  # type: ignore[method-assign]
    students = [f"s{n}" for n in range(100)]
    fill(store, *students)
    assert not writes
    assert len(list(store.results(students))) == 100


# results.json


def test_the_shape_of_results_json() -> None:
    """The whole document, as others rely on it."""
    found = json.loads(results_json(RECORD, [result()], lambda text: {"Look": "看", "{n} differ": "差 {n}"}.get(text, text)))
    criterion = found["submissions"][0]["exercises"][0]["criteria"].pop(1)
    assert criterion == {
        "name": "edges", "title": "Edges", "passed": False, "points": 0.0, "max_points": 2.0, "message": "差 3", "hint": "看",
        "misconception": "off-by-one",
    }  # fmt: skip
    exercise = found["submissions"][0]["exercises"][0]
    assert [one["name"] for one in exercise.pop("criteria")] == ["values", "values[cuda]"]
    assert exercise == {
        "exercise": "01_a/first", "status": "failed", "points": 1.0, "max_points": 3.0, "seconds": 0.2,
        "message": "your result is what you get when the last is left out; count to the end", "fault": "learner",
        "output": "printed", "causes": [{
            "misconception": "off-by-one", "criteria": ["edges"],
            "message": "your result is what you get when the last is left out; count to the end",
            "belief": "the last is left out", "rule": "count to the end",
        }],
    }  # fmt: skip
    assert found.pop("submissions")[0].items() >= {"student": "ann", "points": 1.0, "max_points": 3.0, "message": ""}.items()
    assert found == {
        "schema": 1, "course": "course", "seed": 7, "device": "cpu", "isolation": "sandbox", "walls": ["landlock"],
    }  # fmt: skip


def test_the_device_is_the_one_that_was_used() -> None:
    """`auto` becomes cuda only where a criterion ran on it."""
    assert json.loads(results_json(RECORD, [result(one=verdict(cuda=True))], english))["device"] == "cuda"
    assert json.loads(results_json(RECORD, [result(one=verdict(cuda=None))], english))["device"] == "cpu"


def test_walls_are_claimed_only_where_they_stood_for_all() -> None:
    """One worker without a wall, and the run does not claim it."""
    both = [result("a", verdict(walls=("landlock", "seccomp"))), result("b", verdict(walls=("seccomp",))), lost("c")]
    assert json.loads(results_json(RECORD, both, english))["walls"] == ["seccomp"]
    assert json.loads(results_json(RECORD, [lost("c")], english))["walls"] == []


def test_a_lost_verdict_has_the_maximum_of_the_others() -> None:
    """A maximum never moves: every criterion is listed, not run, with the reason."""
    filled = complete([lost("ann"), result("bob")])[0].verdicts[0]
    assert (filled.points, filled.max_points, filled.status) == (0.0, 3.0, Status.GRADER_ERROR)
    assert [(one.name, one.passed, one.points, one.max_points) for one in filled.criteria] == [
        ("values", None, 0.0, 1.0), ("edges", None, 0.0, 2.0), ("values[cuda]", None, 0.0, 0.0),
    ]  # fmt: skip
    assert filled.criteria[0].messages == (Message("ours"),)
    assert complete([lost("ann")]) == [lost("ann")]

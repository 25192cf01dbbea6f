"""From results to gradings and back to results with marks: who gets one, who does not, and from whom cases are kept."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
import pytest

from grader.results.collected import SCHEMA, Collected, CollectedSubmission
from grader.results.gradebook.marked import still_open, with_absent, with_marks
from grader.results.gradebook.policy import LatePolicy
from grader.results.gradebook.recording import Recording, recording, times_before, times_of, unrecorded
from grader.results.gradebook.records import Kind
from grader.results.gradebook.term import Assignment
from grader.results.reading import ReadResults, read_results
from grader.words.errors import UsageError
from tests.results.exports.sample import judged, submission
from tests.results.gradebook.sample import DUE, HOUR, NOW, contents, decision, grading, term

POOL, START = "04_pooling/pool0", "00_start/first_tensor"
LOST = "08_training/fit"  # what the grader failed on in the sample
BERLIN = datetime.timezone(2 * HOUR)


def assignment(*exercises: str) -> Assignment:
    return Assignment("week1", DUE, exercises, None, LatePolicy(percent_per_day=10.0))


def results(*names: str) -> ReadResults:
    return ReadResults(1, "torchkata", 7, "cpu", "sandbox", tuple(map(submission, names)))


def collected(**times: datetime.datetime | None) -> Collected:
    return Collected(SCHEMA, tuple(CollectedSubmission(name, time, "", ()) for name, time in times.items()))


def made(found: ReadResults, of: Assignment, times: Collected | None = None) -> Recording:
    return recording(found, of, times_of(times) if times else {}, NOW, "teacher", NOW)


def test_gradings_have_times_and_points() -> None:
    """The points are those of the assignment's exercises; times come from collecting and are kept in UTC."""
    times = collected(alice=datetime.datetime(2026, 10, 12, 18, tzinfo=BERLIN), bob=None)
    found = made(results("alice", "bob", "carl"), assignment(POOL), times)
    assert [one.student for one in found.gradings] == ["alice", "bob", "carl"]
    alice = found.gradings[0]
    assert (alice.points, alice.max_points, alice.submitted_at) == (1.0, 3.0, DUE)
    assert found.without_time == ("bob", "carl") and found.not_judged == ()


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-08:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+08:00"])
def test_a_time_that_no_clock_shows_is_not_known(text: str) -> None:
    """A broken date in what was collected stops nothing, and is never in the book, whose rows stay for ever."""
    found = made(results("alice"), assignment(POOL), collected(alice=datetime.datetime.fromisoformat(text)))
    assert found.without_time == ("alice",) and found.gradings[0].submitted_at is None


def test_what_the_grader_failed_on_is_not_recorded() -> None:
    """Where it is one of the assignment's exercises; an assignment without a list has all."""
    for of in (assignment(), assignment(POOL, LOST)):
        found = made(results("alice"), of)
        assert (found.gradings, found.not_judged) == ((), ("alice",))
    (one,) = made(results("alice"), assignment(POOL, START)).gradings
    assert one.points == 6.0 and LOST not in [graded.exercise for graded in one.exercises]


def test_a_digest_is_that_of_points_and_time() -> None:
    """The seconds that grading took change nothing; another verdict or time does."""
    first = submission("alice")
    slower = msgspec.structs.replace(first, exercises=tuple(msgspec.structs.replace(one, seconds=9.0) for one in first.exercises))
    better = msgspec.structs.replace(
        first, exercises=(first.exercises[0], msgspec.structs.replace(first.exercises[1], points=2.0))
    )
    run = results("alice")
    digests = [
        made(msgspec.structs.replace(run, submissions=(one,)), assignment(POOL), times).gradings[0].digest
        for one, times in ((first, None), (slower, None), (better, None), (first, collected(alice=DUE)))
    ]
    assert digests[0] == digests[1] and len(set(digests)) == 3


def test_results_that_do_not_fit() -> None:
    """An exercise that was not graded, a time without a zone; nobody at all is no trouble."""
    with pytest.raises(UsageError, match="lack 05_layers/linear, of week1"):
        made(results("alice"), assignment(POOL, "05_layers/linear"))
    with pytest.raises(UsageError, match="for alice, without a zone"):
        made(results("alice"), assignment(POOL), collected(alice=datetime.datetime(2026, 10, 12)))
    assert made(results(), assignment(POOL)).gradings == ()


def test_results_that_were_not_recorded_are_found() -> None:
    """Never recorded, or graded anew since; whom the grader failed on is another matter."""
    run, of = results("alice", "bob"), assignment(POOL)
    gradings = made(run, of).gradings
    assert unrecorded(run, of, gradings) == ()
    assert unrecorded(run, of, gradings[:1]) == ("bob",)
    assert unrecorded(results("alice"), assignment(LOST), ()) == ()
    better = msgspec.structs.replace(gradings[1], exercises=(msgspec.structs.replace(gradings[1].exercises[1], points=3.0),))
    assert unrecorded(run, of, (*gradings, better)) == ("bob",)


def test_results_with_marks() -> None:
    """Each submission has its mark; who is excused or adjusted without one is added, who has nothing is not."""
    graded = grading(1.0), grading(1.0, student="bob"), grading(-1.0, student="zoe")
    decided = (
        decision(Kind.EXCUSE, 1, "dora"),
        decision(Kind.ADJUSTMENT, 2, "emil", points=4.0),
        decision(Kind.EXCUSE, 3, "bob"),
    )
    book = contents(term(percent_per_day=10.0), *graded, *decided, students=("alice", "bob", "carl", "dora", "emil", "fay"))
    run = ReadResults(1, "torchkata", 7, "cpu", "sandbox", (judged("alice"), judged("bob"), judged("carl")))
    marked = with_marks(run, book, "week1")
    assert [(one.student, one.final, one.final_max, one.excused) for one in marked.submissions] == [
        ("alice", 13.5, 20.0, False), ("bob", None, 20.0, True), ("carl", None, 20.0, False)
    ]  # fmt: skip
    added = with_absent(marked, book, "week1").submissions[3:]
    assert [(one.student, one.final, one.final_max, one.excused) for one in added] == [
        ("dora", None, 20.0, True), ("emil", 4.0, 20.0, False), ("zoe", 15.0, 20.0, False)
    ]  # fmt: skip
    with pytest.raises(UsageError, match="no assignment week2"):
        with_marks(run, book, "week2")


def test_marks_are_out_of_the_assignment() -> None:
    """Not of the run, which may hold other exercises: also where one was not graded; before anyone was, its verdicts tell it."""
    decided = decision(Kind.ADJUSTMENT, 1, "carl", points=4.0), decision(Kind.ADJUSTMENT, 2, "emil", points=4.0)
    run = ReadResults(1, "torchkata", 7, "cpu", "sandbox", (msgspec.structs.replace(judged("carl"), max_points=60.0),))
    for graded, most in (((grading(student="alice"),), 20.0), ((), 3.0)):
        held = term()
        only = msgspec.structs.replace(held.assignments[0], exercises=(POOL,))
        held = held if graded else msgspec.structs.replace(held, assignments=(only,))
        book = contents(held, *graded, *decided, students=("alice", "carl", "emil"))
        found = {one.student: one for one in with_absent(with_marks(run, book, "week1"), book, "week1").submissions}
        for name in ("carl", "emil"):
            assert (found[name].final, found[name].final_max) == (4.0, most)
        assert found["carl"].points == 6.0 and found["carl"].max_points == 60.0


@pytest.mark.parametrize(
    ("hours", "late", "open_ones"),
    [
        (0.0, {}, {"alice", "bob"}),  # the due itself is in time
        (0.1, {}, {"bob"}),
        (0.1, {"grace_minutes": 15.0}, {"alice", "bob"}),
        (0.1, {"closes_after_days": 1.0}, {"alice", "bob"}),
        (24.1, {"closes_after_days": 1.0}, {"bob"}),
        (48.1, {}, set()),
        (72.1, {"closes_after_days": 1.0}, set()),
    ],
)
def test_cases_are_kept_until_the_own_last_moment(hours: float, late: dict[str, float], open_ones: set[str]) -> None:
    """Bob has two days more."""
    book = contents(term(**late), decision(Kind.EXTENSION, 1, "bob", days=2.0), students=("alice", "bob"))
    assert still_open(book, "week1", ("alice", "bob"), DUE + hours * HOUR) == open_ones


def test_marks_come_from_the_gradebook_alone(tmp_path: Path) -> None:
    """What a results file says of marks is not believed."""
    book = contents(term(percent_per_day=10.0), grading(1.0))
    marked = with_marks(ReadResults(1, "torchkata", 7, "cpu", "sandbox", (judged("alice"),)), book, "week1")
    (tmp_path / "results.json").write_bytes(msgspec.json.encode(marked))
    (read,) = read_results(tmp_path).submissions
    assert read == judged("alice") and read.final == 6.0


def test_times_of_earlier_gradings() -> None:
    """The last of each student in the assignment, whatever was recorded last."""
    graded = grading(5.0), grading(-2.0), grading(None), grading(9.0, student="bob"), grading(9.0, assignment="week2")
    assert times_before(graded, assignment(POOL)) == {"alice": DUE + 5 * HOUR, "bob": DUE + 9 * HOUR}

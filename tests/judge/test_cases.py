"""Cases: fixed ones first, drawn ones the same for the same seed, the smallest failing one shown, the worker's end ends it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import strategies

from grader.judge.cases import SEARCH_CALLS, Cases
from grader.judge.failure import Failure
from grader.judge.line import Line
from grader.judge.proxies import build_remote, keep_reference
from grader.sandbox.process import WorkerEnded
from grader.words.ending import Ending, EndingKind
from grader.words.messages import Message

NUMBERS = strategies.integers(0, 1000)


def cases(seed: int = 1, search: bool = True) -> Cases:
    line = Line(SimpleNamespace(seconds_left=1.0), frozenset({"cpu"}), build_remote, keep_reference)  # type: ignore[arg-type]
    return Cases(line, seed, search)


class Check:
    """Fails from a number on; remembers what it was asked."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.seen: list[int] = []

    def __call__(self, case: int) -> None:
        self.seen.append(case)
        if case >= self.limit:
            raise Failure(Message(str(case)))


def test_a_fixed_case_fails_as_the_smallest() -> None:
    """900 fails, 17 is the smallest that does: 17 is shown."""
    check = Check(17)
    with pytest.raises(Failure, match="^17$"):
        cases().check(check, 3, 900, drawn=NUMBERS)
    assert check.seen[:2] == [3, 900] and check.seen[-1] == 17
    assert len(check.seen) <= 2 + SEARCH_CALLS + 1


def test_a_failure_without_a_smaller_one_stays() -> None:
    """Where no draw fails, the fixed case is shown."""
    check = Check(1500)
    with pytest.raises(Failure, match="^2000$"):
        cases().check(check, 2000, drawn=NUMBERS)
    assert check.seen[-1] == 2000, "the call that is shown is the last one that was asked"


def test_draws_fail_too() -> None:
    """What only a draw shows fails as well, and passing asks a few draws only."""
    with pytest.raises(Failure, match="^1$"):
        cases().check(Check(1), drawn=NUMBERS)
    check = Check(2000)
    cases().check(check, 5, drawn=NUMBERS, draws=3)
    assert len(check.seen) == 4


def test_the_seed_decides_the_draws() -> None:
    """The same seed draws the same, another one something else."""

    def drawn(seed: int) -> list[int]:
        check = Check(2000)
        cases(seed).check(check, drawn=NUMBERS, draws=5)
        return check.seen

    assert drawn(1) == drawn(1) != drawn(2)


def test_without_a_search_the_first_failure_is_the_last_case() -> None:
    """A mistake that is replayed pays for no search; its evidence ends where the learner's does."""
    check = Check(17)
    with pytest.raises(Failure, match="900"):
        cases(search=False).check(check, 3, 900, drawn=NUMBERS)
    assert check.seen == [3, 900]
    searching, replaying = Check(17), Check(17)
    for check, search in ((searching, True), (replaying, False)):
        with pytest.raises(Failure):
            cases(7, search).check(check, drawn=NUMBERS, draws=20)
    first = next(number for number, case in enumerate(searching.seen) if case >= 17)
    assert replaying.seen[: first + 1] == searching.seen[: first + 1]
    assert set(replaying.seen[first + 1 :]) <= {searching.seen[first]}


def test_the_end_of_the_worker_ends_the_search() -> None:
    """Nothing is asked of a worker that is gone, and the ending is told as it is."""
    asked: list[int] = []

    def check(case: int) -> None:
        asked.append(case)
        raise WorkerEnded(Ending(EndingKind.WALL_TIME))

    with pytest.raises(WorkerEnded):
        cases().check(check, drawn=NUMBERS)
    assert len(asked) == 1


def test_a_search_costs_the_learner_nothing() -> None:
    """A worker that ends while a smaller case is looked for takes nothing back; the time that is left is as before."""
    one = cases()

    def check(case: int) -> None:
        if case == 900:
            raise Failure(Message("900"))
        one.line.worker.seconds_left -= 5
        raise WorkerEnded(Ending(EndingKind.WALL_TIME))

    with pytest.raises(Failure, match="900"):
        one.check(check, 900, drawn=NUMBERS)
    assert one.line.worker.seconds_left == 1.0


def test_an_answer_that_changes_is_a_failure() -> None:
    """A case that failed once and then passes is no right answer."""
    left = [Failure(Message("once"))]

    def check(case: int) -> None:
        if left:
            raise left.pop()

    with pytest.raises(Failure, match="once"):
        cases().check(check, drawn=NUMBERS)

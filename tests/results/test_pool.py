"""Judges that die, babble, hang or refuse: one submission pays at most, and never with a wrong mark."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from grader.results.judging import JudgeDied, JudgeFailed, JudgeProcess
from grader.results.pool import Pool, available_cores, lost
from grader.words.messages import Message
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, SubmissionResult

FAKE = (sys.executable, str(Path(__file__).with_name("fake_judge.py")))
FIRST, SECOND = "01_a/first", "01_a/second"


def submitted(student: str, first: str | None, second: str | None = "right") -> Submitted:
    return Submitted(student, {FIRST: first, SECOND: second})


def pool(folder: Path) -> Pool:
    return Pool(JudgeOptions(str(folder)), folder / "judge.log", FAKE)


def grade(folder: Path, submissions: list[Submitted], jobs: int = 2) -> dict[str, SubmissionResult]:
    found: dict[str, SubmissionResult] = {}
    pool(folder).grade_all([(one,) for one in submissions], jobs, lambda one, result: found.update({one.student: result}))
    return found


def statuses(result: SubmissionResult) -> list[str]:
    return [verdict.status.value for verdict in result.verdicts]


def test_every_submission_is_judged_once(tmp_path: Path) -> None:
    """More submissions than judges, judges kept warm, results under the right names."""
    found = grade(tmp_path, [submitted(f"s{n}", "right" if n % 2 else "wrong") for n in range(20)])
    assert {name: result.points for name, result in found.items()} == {f"s{n}": 4.0 if n % 2 else 2.0 for n in range(20)}
    assert (tmp_path / "judge.log").read_text().count("complaint") <= 2


@pytest.mark.parametrize(
    "text",
    [
        "die", "say 5", "say garbage", "say [1]", 'say {"result": 3}', 'say {"error": 1}', "say \N{SNOWMAN}",
        'say {"verdict": []}',
        'say {"error": {"text": "x"}}', 'say {"result": {"student": "someone else", "verdicts": []}}',
    ],
)  # fmt: skip
def test_a_judge_that_dies_or_babbles_costs_one_submission(tmp_path: Path, text: str) -> None:
    """After two tries it is the grader's fault; what was judged before stands; the others go on."""
    bad = Submitted("bad", {SECOND: "right", FIRST: text})
    found = grade(tmp_path, [submitted("a", "right"), bad, submitted("b", "right"), submitted("c", "wrong")])
    assert statuses(found["bad"]) == ["passed", "grader_error"]
    assert found["bad"].messages[0].text.startswith("the grader itself failed")
    assert [found[name].points for name in "abc"] == [4.0, 4.0, 2.0]


def test_a_second_try_is_given(tmp_path: Path) -> None:
    """A judge that died by chance leaves no trace in the result."""
    found = grade(tmp_path, [submitted("a", f"once {tmp_path / 'mark'}"), submitted("b", "right")], jobs=1)
    assert statuses(found["a"]) == ["failed", "passed"]
    assert statuses(found["b"]) == ["passed", "passed"]


def test_a_judge_that_can_not_judge_ends_the_run(tmp_path: Path) -> None:
    """What the judge says of the machine or the course reaches the user, with its exit code."""
    with pytest.raises(JudgeFailed) as raised:
        grade(tmp_path, [submitted("a", "broken course"), *(submitted(f"s{n}", "slow 0.05") for n in range(50))])
    assert raised.value.exit_code == 2
    assert raised.value.message == Message("no sandbox here: {detail}", {"detail": "auto"})


def test_an_interruption_ends_the_judges(tmp_path: Path) -> None:
    """Ctrl-C in `done`: every judge is gone when the exception comes out, even one in the middle of its work."""
    judges = pool(tmp_path)
    start = time.monotonic()

    def done(one: Submitted, result: SubmissionResult) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judges.grade_all([(submitted("a", "right"),), (submitted("b", "hang"), submitted("c", "hang"))], 2, done)
    assert time.monotonic() - start < 60  # not the ten minutes of "hang"
    assert not judges._judges


def test_submissions_are_read_as_they_are_needed(tmp_path: Path) -> None:
    """A class larger than memory is no matter: at most one submission a judge is read ahead of the results."""
    read: list[int] = []
    ahead: list[int] = []

    def source():
        for n in range(30):
            read.append(n)
            yield (submitted(f"s{n}", "slow 0.02"),)

    count = 0

    def done(one: Submitted, result: SubmissionResult) -> None:
        nonlocal count
        count += 1
        ahead.append(len(read) - count)

    pool(tmp_path).grade_all(source(), 2, done)
    assert count == 30
    assert max(ahead) < 15


def test_a_fault_in_reading_ends_the_run_with_a_word(tmp_path: Path) -> None:
    """Whatever fails in a feeding thread fails in the caller."""

    def source():
        yield (submitted("a", "right"),)
        raise RuntimeError("disk on fire")

    with pytest.raises(Exception, match="disk on fire"):
        pool(tmp_path).grade_all(source(), 2, lambda one, result: None)


def test_a_silent_judge_is_given_up(tmp_path: Path) -> None:
    """A judge that hangs is killed after its patience."""
    judge = JudgeProcess(JudgeOptions(str(tmp_path)), FAKE, tmp_path / "log", patience=2.0)
    with pytest.raises(JudgeDied):
        judge.judge(submitted("a", "hang"))
    judge.close()
    assert judge.process.returncode


def test_one_submission_with_its_events(tmp_path: Path) -> None:
    """`check` is told what is going on, and gets a result even where the judge dies."""
    events: list[str] = []
    result = pool(tmp_path).judge_one(submitted("you", "right"), lambda event: events.append(next(iter(event))))
    assert events == ["started", "verdict", "started", "verdict"]
    assert result.points == 4.0
    assert statuses(pool(tmp_path).judge_one(submitted("you", "die"))) == ["grader_error", "grader_error"]


def test_a_lost_submission_lists_unreadable_files_too() -> None:
    """Exercises with a problem are among the lost, each once."""
    one = Submitted("a", {FIRST: "x", SECOND: None}, {SECOND: Message("no")}, (Message("odd"),))
    result = lost(one, {})
    assert [(verdict.exercise, verdict.status) for verdict in result.verdicts] == [
        (FIRST, Status.GRADER_ERROR), (SECOND, Status.GRADER_ERROR),
    ]  # fmt: skip
    assert result.messages[0] == Message("odd")


def test_there_is_a_core() -> None:
    """A share below one core is still one judge."""
    assert available_cores() >= 1


def test_a_batch_stays_with_one_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a judge learns of an exercise's mistakes serves the whole batch: no second judge is started for it."""
    judges = pool(tmp_path)
    started = []
    begin = judges._start
    monkeypatch.setattr(judges, "_start", lambda: started.append(begin()) or started[-1])
    found: list[str] = []
    judges.grade_all([[submitted(name, "right") for name in "abc"]], 2, lambda one, result: found.append(one.student))
    assert found == ["a", "b", "c"] and len(started) == 1

"""Who answers alike gets the verdict that is known, and it is the one that running the suite gives."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.course.catalogue import find_root, load_course
from grader.course.mistakes import load_mistakes
from grader.judge import plugin
from grader.judge.memo import ENTRY_BYTES, Asked, Memo, Settled
from grader.judge.session import judge_all
from grader.sandbox.process import WorkerProcess
from grader.words.messages import Message
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import CriterionResult, Status, Verdict
from tests.end_to_end.miniature import EXERCISE, HEAD, build

REAL = load_course(find_root(Path(__file__)))
COUNTING = """
import itertools
import torch
from grader.judge import criterion, same

COUNTER = itertools.count()


@criterion(points=1, title="Another question each time")
def test_other(submission, reference):
    x = torch.full((2,), float(next(COUNTER)))
    same(submission.total(x), reference.total(x))
"""
UNSEEDED = """
import random
import numpy as np
import torch
from grader.judge import criterion, same


@criterion(points=1, title="Drawn")
def test_drawn(submission, reference):
    x = torch.rand(2, 2) + torch.from_numpy(np.random.rand(2, 2)).float() + random.random()
    same(submission.total(x), reference.total(x))
"""
HEAVY = "from grader.judge import criterion, same\n" + "".join(
    f"""

@criterion(points=1, title="Object {number}")
def test_object_{number}(submission):
    same(submission.Model({number}).size(), 1 << 24)
"""
    for number in range(5)
)
MODEL = """import torch
class Model:
    def __init__(self, number):
        self.weights = torch.ones(1 << 24)
    def size(self):
        return self.weights.numel()
"""
SEARCHING = """
import torch
from hypothesis import strategies as st
from grader.judge import agreeing, call, criterion, same, tensors


@criterion(points=1, title="Searched")
def test_searched(submission, reference, cases):
    drawn = st.builds(call, tensors([st.integers(1, 6), st.integers(1, 6)]))
    cases.check(agreeing(submission.total, reference.total), call(torch.ones(3) * 3), drawn=drawn)


@criterion(points=2, title="Right")
def test_right(submission):
    same(submission.other(torch.ones(2)), torch.tensor(2.0))
"""
PAUSING = """import time
def total(x):
    time.sleep({})
    return x.sum() + (x.abs().max() > 1)
def other(x):
    time.sleep({})
    return x.sum()
"""
FEWER = """
import itertools
import torch
from grader.judge import criterion, same

COUNTER = itertools.count()


@criterion(points=1, title="Fewer questions each time")
def test_fewer(submission, reference):
    for size in range(3 - next(COUNTER)):
        x = torch.ones(size + 1)
        same(submission.total(x), reference.total(x))
"""
ENDS = """import os
calls = []
def total(x):
    calls.append(x)
    if len(calls) == 2:
        os._exit(3)
    return x.sum()
"""


class Judged:
    """Judges files of one exercise with one judge; `run` counts the criteria whose suite was run, file by file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: Path, exercise: str) -> None:
        self.exercise = exercise
        self.options = JudgeOptions(str(root), device="cpu", isolation="process", seed=3, exercises=(exercise,), scripts=True)
        self.monkeypatch = monkeypatch
        self.run: list[int] = []
        self.asked: list[int] = []

    def verdicts(self, sources: list[str], memo: Memo) -> list[Verdict]:
        found: list[Verdict] = []
        started = 0
        run_item = plugin.JudgePlugin._run_item
        self.run, self.asked = [0] * len(sources), [0] * len(sources)
        exchange = WorkerProcess.exchange

        def asked(worker: WorkerProcess, payload: bytes) -> bytes:
            self.asked[started - 1] += 1
            return exchange(worker, payload)

        def counted(judge: plugin.JudgePlugin, item: pytest.Function, trial: Any) -> BaseException | None:
            self.run[started - 1] += 1
            return run_item(judge, item, trial)

        def note(student: str, exercise: str) -> None:
            nonlocal started
            started += 1

        submissions = [Submitted(str(index), {self.exercise: f"{source}\n# {index}\n"}) for index, source in enumerate(sources)]
        with self.monkeypatch.context() as patch:
            for name in [name for name in sys.modules if name.endswith("test_total")]:
                patch.delitem(sys.modules, name)  # a judge's process has one course; this one has had others
            patch.setattr(plugin, "Memo", lambda: memo)
            patch.setattr(plugin.JudgePlugin, "_run_item", counted)
            patch.setattr(WorkerProcess, "exchange", asked)
            judge_all(self.options, submissions, started=note, done=lambda result: found.append(result.verdicts[0]))
        return [msgspec.structs.replace(verdict, seconds=0.0) for verdict in found]


@pytest.fixture
def miniature(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Judged:
    return Judged(monkeypatch, build(tmp_path), EXERCISE)


@pytest.mark.parametrize("name", ["sequential", "first_tensor"])
def test_known_answers_get_the_verdict_that_running_gives(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Right and wrong answers, first with nothing remembered, then among each other, then all of them known."""
    exercise = REAL.find(name)
    judged = Judged(monkeypatch, REAL.root, exercise.id)
    sources = [REAL.reference(exercise).read_text(), *(mistake.source for mistake in load_mistakes(REAL, exercise))]
    anew = judged.verdicts(sources, Memo(max_bytes=0))
    assert all(judged.run) and sum(verdict.status is Status.FAILED for verdict in anew) > 5
    assert judged.verdicts(sources * 2, Memo()) == anew * 2
    assert not any(judged.run[len(sources) :]) and sum(judged.run) < len(sources) * judged.run[0]


def test_other_code_that_answers_alike(miniature: Judged) -> None:
    """A second right file is asked everything, and no suite is run for it; a wrong one's suite is."""
    other = HEAD + "return torch.sum(x)\nimport torch\n"
    verdicts = miniature.verdicts([HEAD + "return x.sum()", other, HEAD + "return x.sum() + 1"], Memo())
    assert [verdict.points for verdict in verdicts] == [3.0, 3.0, 0.0]
    assert miniature.run == [2, 0, 2]
    assert miniature.asked[1] == miniature.asked[0] > 4, "it answered for itself"


def test_a_worker_that_ends_over_a_known_question(miniature: Judged) -> None:
    """What is said of it is what would be said if nothing were known."""
    sources = [HEAD + "return x.sum()", ENDS]
    alone = miniature.verdicts(sources, Memo(max_bytes=0))
    assert miniature.verdicts(sources, Memo()) == alone
    assert miniature.run == [2, 1], "the first criterion was known, the second had a worker that ended"
    assert alone[1].criteria[0].passed is True and alone[1].criteria[1].passed is False


def test_a_suite_that_asks_something_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A suite out of step with what is remembered of it is named, and run from its beginning in a fresh worker."""
    root = build(tmp_path)
    (root / "tests/hidden/01_sums/test_total.py").write_text(COUNTING, encoding="utf-8")
    judged = Judged(monkeypatch, root, EXERCISE)
    right, wrong = HEAD + "return x.sum()", HEAD + "return x.sum() + (x[0] == 0)"
    verdicts = judged.verdicts([wrong, right, right, wrong], Memo())
    assert [verdict.points for verdict in verdicts] == [0.0, 1.0, 1.0, 1.0], "the first is asked with zeros, the last is not"
    assert judged.run == [1, 2, 1, 1], "found out of step once, and not followed again"
    assert caplog.text.count(f"{EXERCISE}, other: asks other questions") == 1


def test_a_suite_that_asks_less(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """One that would be content with fewer answers than it asked for before is out of step too."""
    root = build(tmp_path)
    (root / "tests/hidden/01_sums/test_total.py").write_text(FEWER, encoding="utf-8")
    judged = Judged(monkeypatch, root, EXERCISE)
    right, wrong = HEAD + "return x.sum()", HEAD + "return x.sum() + (len(x) == 3)"
    assert [verdict.points for verdict in judged.verdicts([right, wrong, right], Memo())] == [1.0, 1.0, 1.0]
    assert judged.run == [1, 2, 1] and caplog.text.count(f"{EXERCISE}, fewer: asks other questions") == 1


def test_a_suite_without_a_seed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a suite draws from PyTorch's, NumPy's or Python's own generators is the same for everyone who is graded."""
    root = build(tmp_path)
    (root / "tests/hidden/01_sums/test_total.py").write_text(UNSEEDED, encoding="utf-8")
    judged = Judged(monkeypatch, root, EXERCISE)
    wrong = [HEAD + f"return x.sum() + {number}" for number in (1, 2)]
    verdicts = judged.verdicts([HEAD + "return x.sum()", *wrong, wrong[0]], Memo())
    assert judged.run == [1, 1, 1, 0] and verdicts[1] == verdicts[3]
    inputs = [verdict.criteria[0].messages[-1].lines for verdict in verdicts[1:]]
    assert inputs[0] and inputs[0] == inputs[1]


def test_what_a_known_criterion_made_is_let_go_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Five criteria with an object of 64 MiB each stay below a limit of 200 MiB, known or not."""
    root = build(tmp_path)
    (root / "tests/hidden/01_sums/test_total.py").write_text(HEAVY, encoding="utf-8")
    judged = Judged(monkeypatch, root, EXERCISE)
    verdicts = judged.verdicts([MODEL, MODEL], Memo())
    assert [(verdict.status, verdict.points) for verdict in verdicts] == [(Status.PASSED, 5.0)] * 2
    assert judged.run == [5, 0]


def test_a_known_search_costs_the_learner_no_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that takes its time, within the limit, and is wrong as a quick one was keeps the points of what it has right."""
    root = build(tmp_path)
    (root / "tests/hidden/01_sums/test_total.py").write_text(SEARCHING, encoding="utf-8")
    judged = Judged(monkeypatch, root, EXERCISE)
    sources = [PAUSING.format(a, b) for a, b in ((0.0, 0.0), (0.05, 1.0))]
    assert [(verdict.status, verdict.points) for verdict in judged.verdicts(sources, Memo())] == [(Status.FAILED, 2.0)] * 2
    assert judged.run == [2, 0]


def test_answers_are_remembered_as_bytes_alone(miniature: Judged) -> None:
    """Values of what was explained take a hundred times the memory, and nobody would count them."""
    memo = Memo()
    miniature.verdicts([HEAD + "return x.sum() + 1"], memo)
    kept = [entry.transcript for entry in memo.entries.values() if isinstance(entry, Settled) and entry.transcript]
    assert kept and not any("answered" in vars(step) for transcript in kept for step in transcript.steps)


def test_it_holds_no_more_than_it_may() -> None:
    """Old entries make room, and what is distrusted stays out."""
    memo = Memo(max_bytes=20 * (ENTRY_BYTES + 200))
    for number in range(30):
        _keep(memo, number)
        assert memo.size <= memo.max_bytes
    assert memo.look(memo.start(0)) is None
    start = memo.start(29)
    asked = memo.look(start)
    assert isinstance(asked, Asked) and asked.released == (29,)
    assert isinstance(memo.look(memo.after(start, bytes(100), b"answer")), Settled)
    assert memo.look(memo.after(start, bytes(100), b"another")) is None
    memo.distrust(start)
    _keep(memo, 29)
    assert memo.look(start) is None


def test_what_is_said_of_a_wrong_answer_counts() -> None:
    """A result holds pictures and texts, and they are most of it."""
    memo = Memo()
    _keep(memo, 0)
    before = memo.size
    _keep(memo, 1, Message("a text of {count} letters", {"count": 9}, ("x" * 5000,)))
    assert memo.size - before > before + 5000


def _keep(memo: Memo, number: int, *messages: Message) -> None:
    result = CriterionResult("a", Message("a title"), not messages, 1.0, 1.0, messages)
    memo.keep(memo.start(number), [(Asked((number,), bytes(100)), b"answer")], Settled(result))

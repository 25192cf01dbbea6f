"""Units in their order, results as soon as they are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.results import grading, order
from grader.results.document import RunRecord
from grader.results.grading import Grading
from grader.results.journal import Handed
from grader.results.store import Store
from grader.words.messages import english
from grader.words.submission import Submitted
from grader.words.verdict import Status, SubmissionResult, Verdict

TERMS = {"01_a/short": "t", "01_a/long": "t"}


@pytest.fixture
def store(tmp_path: Path):
    opened = Store(tmp_path / "out", RunRecord("course", 7, "auto", "sandbox"), {}, english)
    yield opened
    opened.close()


def hand_in(folder: Path, student: str, **files: str) -> Path:
    for name, text in files.items():
        path = folder / student / "01_a" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / student


def answer(work: Grading, submitted: Submitted, seconds: float = 1.0) -> None:
    (exercise,) = submitted.only
    verdict = Verdict(exercise, Status.PASSED, 1.0, 1.0, seconds)
    work.judged(submitted, SubmissionResult(submitted.student, (verdict,)))


def test_a_result_is_whole_with_its_last_verdict(store: Store, tmp_path: Path) -> None:
    """And those who handed in the same become whole with it; a missing file is a unit too."""
    paths = [hand_in(tmp_path, name, short="x", long=text) for name, text in (("ann", "y"), ("bob", "y"), ("eve", "z"))]
    whole: list[str] = []
    work = Grading(store, paths, TERMS, lambda handed, judged: whole.append(handed.student))
    asked = [one for (one,) in work.batches()]
    assert [one.files for one in asked] == [{"01_a/short": "x"}, {"01_a/long": "y"}, {"01_a/long": "z"}]
    answer(work, asked[0])
    assert whole == []
    answer(work, asked[2])
    assert whole == ["eve"]
    answer(work, asked[1])
    assert whole == ["eve", "ann", "bob"]


def test_the_longest_comes_first(store: Store, tmp_path: Path) -> None:
    """As soon as it is known which exercise takes long: nobody waits for it at the end."""
    paths = [hand_in(tmp_path, f"s{n}", short=f"x{n}", long=f"y{n}") for n in range(4)]
    work = Grading(store, paths, TERMS, lambda handed, judged: None)
    work._seconds = {"01_a/short": 0.1, "01_a/long": 9.0}
    assert [one.only[0] for (one,) in work.batches()] == ["01_a/long"] * 4 + ["01_a/short"] * 4


def test_no_more_is_read_than_is_needed(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class larger than memory is no matter."""
    read: list[str] = []
    reading = grading.read_submission
    monkeypatch.setattr(order, "LOOKAHEAD", 4)
    monkeypatch.setattr(grading, "read_submission", lambda path, ids: read.append(path.name) or reading(path, ids))
    paths = [hand_in(tmp_path, f"s{n:02}", short=f"x{n}", long=f"y{n}") for n in range(20)]
    batches = Grading(store, paths, TERMS, lambda handed, judged: None).batches()
    next(batches)
    assert len(read) == 3
    assert len(list(batches)) == 39 and len(read) == 20


def test_what_is_known_is_not_asked_for(store: Store, tmp_path: Path) -> None:
    """On today's terms; on others it stays as it is, and is counted, or is asked for anew."""
    path = hand_in(tmp_path, "ann", short="x", long="y")
    whole: list[Handed] = []
    first = Grading(store, [path], TERMS, lambda handed, judged: store.adopt([handed], ["ann"]))
    for (one,) in first.batches():
        answer(first, one)
    again = Grading(store, [path], TERMS, lambda handed, judged: whole.append(handed))
    assert list(again.batches()) == [] and len(whole) == 1 and again.stale == 0
    other = {**TERMS, "01_a/long": "t2"}
    kept = Grading(store, [path], other, lambda handed, judged: whole.append(handed))
    assert list(kept.batches()) == [] and kept.stale == 1 and whole[-1].terms == TERMS
    anew = Grading(store, [path], other, lambda handed, judged: whole.append(handed), anew=True)
    assert [one.only for (one,) in anew.batches()] == [("01_a/long",)]

"""One verdict for one content on one set of terms: what a unit's key sees, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.catalogue import Course, load_course
from grader.results import units
from grader.results.document import RunRecord
from grader.results.files import write_atomically
from grader.results.units import digest_of_files, terms_of, units_of
from grader.words.messages import Message
from grader.words.submission import Submitted

ROOT = Path(__file__).resolve().parents[2]
RECORD = RunRecord("course", 7, "auto", "sandbox")
TERMS = {"a": "t1", "b": "t2"}


def test_the_key_sees_the_file_and_not_whose_it_is() -> None:
    """Text, absence and the reason for it tell units apart; the student does not, nor the order of files."""
    first = units_of(Submitted("ann", {"a": "x", "b": None}), TERMS)
    assert [one.key for one in first] == [one.key for one in units_of(Submitted("bob", {"b": None, "a": "x"}), TERMS)]
    others = [
        units_of(Submitted("ann", {"a": "y", "b": None}), TERMS)[0],
        units_of(Submitted("ann", {"a": None}), TERMS)[0],
        units_of(Submitted("ann", {"a": None}, {"a": Message("link")}), TERMS)[0],
        units_of(Submitted("ann", {"a": "x"}), {"a": "t9"})[0],
        first[1],
    ]
    assert len({first[0].key, *(one.key for one in others)}) == 6


def test_a_judge_is_not_told_whose_it_is() -> None:
    """The unit's submission carries the one file, the problem, and the key for a name."""
    (unit,) = units_of(Submitted("ann", {"a": None, "b": "x"}, {"a": Message("link")}), {"a": "t1"})
    asked = unit.submitted()
    assert (asked.student, asked.files, asked.problems, asked.only) == (unit.key, {"a": None}, {"a": Message("link")}, ("a",))


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


def test_terms_are_all_that_a_verdict_rests_on(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seed, device, isolation, versions, the judge's program; each exercise has its own."""
    two = course.exercises[:2]
    terms = terms_of(course, two, RECORD)
    assert len(set(terms.values())) == 2 and terms == terms_of(course, two, RECORD)
    for seed, device, level in ((8, "auto", "sandbox"), (7, "cpu", "sandbox"), (7, "auto", "process")):
        record = RunRecord("course", seed, device, level)
        assert not set(terms_of(course, two, record).values()) & set(terms.values())
    with monkeypatch.context() as patch:
        patch.setattr(units, "version", lambda name: "0")
        assert not set(terms_of(course, two, RECORD).values()) & set(terms.values())
    monkeypatch.setattr(units, "JUDGING_FLOORS", ("words",))
    assert not set(terms_of(course, two, RECORD).values()) & set(terms.values())


def test_files_are_seen_by_content(tmp_path: Path) -> None:
    """In whatever order they are listed."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"1")
    second.write_bytes(b"2")
    before = digest_of_files([first, second])
    assert before == digest_of_files([second, first])
    write_atomically(second, b"3")
    assert before != digest_of_files([first, second])

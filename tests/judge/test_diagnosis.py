"""Diagnosis: which mistake is named, when several would fit, and when none is."""

from __future__ import annotations

from pathlib import Path

from grader.course.mistakes import Mistake
from grader.judge.diagnosis import Diagnosis, with_causes
from grader.judge.transcript import Transcript
from grader.words.messages import Message
from grader.words.verdict import Cause, CriterionResult
from tests.judge.test_transcript import ok, raised, transcript


def mistake(slug: str, *fails: str) -> Mistake:
    return Mistake(slug, Path(slug), f"belief of {slug}", "rule", fails, "source")


def results(**points: float) -> list[CriterionResult]:
    return [CriterionResult(name, Message(name), False, 0.0, points[name]) for name in points]


def diagnose(theirs: dict[Mistake, dict[str, Transcript]], mine: dict[str, Transcript], **points: float) -> tuple[Cause, ...]:
    runs: list[str] = []

    def run(one: Mistake, names: frozenset[str]) -> dict[str, Transcript]:
        runs.append(one.slug)
        return theirs[one]

    found = Diagnosis(tuple(theirs), run).causes(results(**points), mine)
    assert len(runs) == len(set(runs)), "a mistake runs once"
    return found


def test_the_cause_that_explains_most_leads() -> None:
    """One mistake behind two criteria comes first; the third criterion has a cause of its own."""
    wide, narrow = mistake("wide", "a", "b"), mistake("narrow", "c")
    theirs = {
        narrow: {"c": transcript(ok(3))},
        wide: {"a": transcript(ok(1)), "b": transcript(ok(2))},
    }
    mine = {"a": transcript(ok(1)), "b": transcript(ok(2)), "c": transcript(ok(3))}
    found = diagnose(theirs, mine, a=1, b=1, c=1)
    assert [(cause.slug, cause.criteria) for cause in found] == [("wide", ("a", "b")), ("narrow", ("c",))]
    assert found[0].explanation.parameters["belief"] == Message("belief of wide")


def test_another_result_has_no_cause() -> None:
    """A wrong answer that no mistake gives is not explained, and a mistake that does not fail there is not run."""
    elsewhere = mistake("elsewhere", "b")
    assert diagnose({mistake("m", "a"): {"a": transcript(ok(2))}, elsewhere: {}}, {"a": transcript(ok(1))}, a=1) == ()


def test_the_more_specific_one_wins() -> None:
    """Of two that explain as much, the one that would fail less beside is named."""
    broad, exact = mistake("broad", "a", "b"), mistake("exact", "a")
    theirs = {one: {"a": transcript(ok(1))} for one in (broad, exact)}
    assert diagnose(theirs, {"a": transcript(ok(1))}, a=1)[0].slug == "exact"


def test_who_meets_most_of_it_believes_something_else() -> None:
    """A mistake of which less than half fails here is neither named nor run."""
    broad = mistake("broad", "a", "b", "c")
    assert diagnose({broad: {"a": transcript(ok(1))}}, {"a": transcript(ok(1))}, a=1) == ()


def test_who_answers_otherwise_on_most_of_it_believes_something_else() -> None:
    """One criterion alike of three that both fail is a coincidence; two of three are not."""
    theirs = {mistake("m", "a", "b", "c"): {"a": transcript(ok(1)), "b": transcript(ok(2)), "c": transcript(ok(3))}}
    mine = {"a": transcript(ok(1)), "b": transcript(ok(8)), "c": transcript(ok(9))}
    assert diagnose(theirs, mine, a=1, b=1, c=1) == ()
    (cause,) = diagnose(theirs, mine | {"b": transcript(ok(2))}, a=1, b=1, c=1)
    assert cause.criteria == ("a", "b")


def test_a_tie_is_said() -> None:
    """Two that can't be told apart are both named."""
    theirs = {mistake(slug, "a"): {"a": transcript(ok(1))} for slug in ("one", "two")}
    (cause,) = diagnose(theirs, {"a": transcript(ok(1))}, a=1)
    assert (cause.slug, cause.also) == ("one", (Message("belief of two"),))
    assert "or when" in cause.explanation.text


def test_an_exception_alone_must_explain_everything() -> None:
    """Python's exceptions have many causes: one names a mistake only where that fails nothing else."""
    crash = raised("IndexError", "list index out of range")
    broad, exact = mistake("broad", "a", "b"), mistake("exact", "a")
    both = {"a": transcript(crash), "b": transcript(crash)}
    assert diagnose({broad: both}, {"a": transcript(crash)}, a=1) == ()
    assert diagnose({exact: {"a": transcript(crash)}}, {"a": transcript(crash)}, a=1)[0].slug == "exact"


def test_results_carry_the_slug() -> None:
    """Each explained criterion has its misconception, the others none."""
    cause = Cause("m", Message("b"), Message("r"), ("a",))
    assert [result.misconception for result in with_causes(results(a=1, b=1), (cause,))] == ["m", None]

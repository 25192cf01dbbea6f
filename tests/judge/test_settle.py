"""From endings and outcomes to a status: the whole table."""

from __future__ import annotations

import pytest

from grader.judge.settle import STATUS_OF_ENDING, Outcome, explain, settle
from grader.words.ending import Ending, EndingKind, Limits
from grader.words.messages import Message, english
from grader.words.verdict import CriterionResult, Status


def result(passed: bool | None, points: float = 1.0) -> CriterionResult:
    return CriterionResult("name", Message("title"), passed, points if passed else 0.0, points)


TABLE = [
    (Outcome([result(True), result(True)]), Status.PASSED),
    (Outcome([result(True), result(None, 0.0)]), Status.PASSED),  # the CUDA side without a GPU
    (Outcome([result(True), result(False)]), Status.FAILED),
    (Outcome([result(True), result(False, 0.0)]), Status.FAILED),
    (Outcome([result(None)]), Status.FAILED),
    (Outcome([result(None)], import_error=(Message("x"),)), Status.ERROR),
    (Outcome([result(False)], [Ending(EndingKind.WALL_TIME)]), Status.TIMEOUT),
    (Outcome([result(False)], [Ending(EndingKind.CPU_TIME)]), Status.TIMEOUT),
    (Outcome([result(False)], [Ending(EndingKind.SIGNAL, 11), Ending(EndingKind.WALL_TIME)]), Status.TIMEOUT),
    (Outcome([result(False)], [Ending(EndingKind.OUTPUT), Ending(EndingKind.WALL_TIME)]), Status.LIMIT),
    (Outcome([result(False)], [Ending(EndingKind.EXITED)]), Status.CRASHED),
    (Outcome([result(False)], [Ending(EndingKind.PROTOCOL)]), Status.CRASHED),
    (Outcome([result(None)], [Ending(EndingKind.MEMORY)], import_error=(Message("x"),)), Status.LIMIT),
    (Outcome([result(False)], [Ending(EndingKind.LOST), Ending(EndingKind.MEMORY)]), Status.GRADER_ERROR),
    (Outcome([result(None)], grader_error=(Message("x"),)), Status.GRADER_ERROR),
]


@pytest.mark.parametrize(("outcome", "status"), TABLE)
def test_what_weighs_most_decides(outcome: Outcome, status: Status) -> None:
    """Did the grader work, did the program survive its limits, is the answer right: in this order."""
    assert settle(outcome) is status


@pytest.mark.parametrize("kind", EndingKind)
def test_every_ending_is_explained(kind: EndingKind) -> None:
    """Each ending has a status and a sentence without holes."""
    assert kind in STATUS_OF_ENDING
    said = explain(Ending(kind, 9, "detail"), Limits()).render(english)
    assert said and "{" not in said

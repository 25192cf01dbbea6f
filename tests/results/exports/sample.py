"""Results with what learners put into them: commands, formulas, markup, characters that XML forbids."""

from __future__ import annotations

import msgspec

from grader.results.reading import ReadCause, ReadCriterion, ReadResults, ReadSubmission, ReadVerdict
from grader.words.verdict import Status

HOSTILE = "got\r\n::error::fake\n::stop-commands::x\n```\n</textarea>%0A\x1b[2J\x00 <b>&"


def submission(student: str = "alice", failing: int = 1) -> ReadSubmission:
    """One exercise passed, some failed with hostile words, one not run, a CUDA side that was not asked for."""
    cuda = ReadCriterion("stride[cuda]", "The stride", None, 0.0, 0.0)
    passed = ReadVerdict("00_start/first_tensor", Status.PASSED, 5.0, 5.0, 0.1, "all criteria are met", (
        ReadCriterion("values", "Values", True, 5.0, 5.0), cuda))  # fmt: skip
    failed = [
        ReadVerdict(f"04_pooling/pool{number}", Status.FAILED, 1.0, 3.0, 0.25, HOSTILE, (
            ReadCriterion("stride", "The stride", True, 1.0, 1.0), cuda,
            ReadCriterion("padding", "Padding, never: wins", False, 0.0, 2.0, HOSTILE, "a hint", "pads-with-zero")),
            (ReadCause("pads-with-zero", "padding counts as 0", ("padding",)),))  # fmt: skip
        for number in range(failing)
    ]
    lost = ReadVerdict("08_training/fit", Status.GRADER_ERROR, 0.0, 2.0, 0.0, "lost", (
        ReadCriterion("history", "History", None, 0.0, 2.0, "not judged"),))  # fmt: skip
    verdicts = (passed, *failed, lost)
    return ReadSubmission(
        student, sum(one.points for one in verdicts), sum(one.max_points for one in verdicts), verdicts
    )


def judged(student: str = "alice") -> ReadSubmission:
    """The same without what the grader failed on: 6 of 8 points."""
    one = submission(student)
    return msgspec.structs.replace(one, max_points=8.0, exercises=one.exercises[:-1])


def results(*students: str, lost: bool = True) -> ReadResults:
    """A class."""
    made = submission if lost else judged
    return ReadResults(1, "torchkata", 7, "cpu", "sandbox", tuple(made(name) for name in students or ("alice",)))

"""One submission for a platform that runs the grader itself: Gradescope and Classroom 50. No torch.

Sources: https://gradescope-autograders.readthedocs.io/en/latest/specs/ and Classroom 50's `classroom50/result/v1`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from grader.results.reading import ReadCriterion, ReadSubmission, ReadVerdict
from grader.words.errors import UsageError
from grader.words.messages import Message, Translate, sentence

FROM_ENVIRONMENT = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "assignment_type": "ASSIGNMENT_TYPE",
    "owner": "OWNER",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}


def gradescope(submission: ReadSubmission, translate: Translate) -> bytes:
    """Return /autograder/results/results.json: a test for each criterion; what was not run keeps its maximum."""
    tests = []
    for number, verdict in enumerate(submission.exercises, start=1):
        for place, criterion in enumerate(_asked(verdict), start=1):
            tests.append(_gradescope_test(verdict, criterion, f"{number}.{place}", translate))
    steps = [sentence(step.render(translate)) for step in submission.mark.steps] if submission.mark else []
    document = {
        "score": submission.points if submission.final is None else submission.final,
        "execution_time": round(sum(verdict.seconds for verdict in submission.exercises), 3),
        "output": "\n".join(part for part in (submission.message, *steps, *_lines(submission)) if part),
        "output_format": "text",
        "test_output_format": "text",
        "stdout_visibility": "hidden",
        "tests": tests,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def gradescope_failure(reason: str, translate: Translate) -> bytes:
    """Return a results.json without a mark: a word for the student, and the reason for the teacher alone.

    Neither the file nor its test has a score, so none is given.
    """
    text = "the grader itself could not judge this submission: it has no mark yet. Your files are kept; your teacher sees why."
    document = {
        "output": translate(text),
        "output_format": "text",
        "test_output_format": "text",
        "stdout_visibility": "hidden",
        "tests": [
            {
                "name": translate("for the teacher: why there is no mark"),
                "status": "failed",
                "output": reason,
                "visibility": "hidden",
            }
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _lines(submission: ReadSubmission) -> list[str]:
    return [f"{one.exercise}: {one.points:g}/{one.max_points:g} {one.message}" for one in submission.exercises]


def _gradescope_test(verdict: ReadVerdict, criterion: ReadCriterion, number: str, translate: Translate) -> dict[str, Any]:
    hint = Message("Hint: {hint}", {"hint": criterion.hint}).render(translate) if criterion.hint else ""
    said = [criterion.message, hint]
    causes = [cause.message for cause in verdict.causes if criterion.name in cause.criteria]
    return {
        "name": f"{verdict.exercise}: {criterion.title}",
        "number": number,
        "score": criterion.points,
        "max_score": criterion.max_points,
        "status": "passed" if criterion.passed else "failed",
        "output": "\n".join(part for part in (*causes, *said) if part),
        "tags": [tag for tag in (verdict.exercise, criterion.misconception) if tag],
    }


def classroom50(submission: ReadSubmission, environment: Mapping[str, str], now: str) -> bytes:
    """Return Classroom 50's result.json; what its runner knows comes from the environment.

    Raises:
        UsageError: points that are no whole numbers, which the format can't hold.
    """
    tests = [
        {
            "test-name": f"{verdict.exercise}: {criterion.title}",
            "passed": criterion.passed is True,
            "score": _whole(criterion.points),
            "max-score": _whole(criterion.max_points),
            "message": criterion.message,
        }
        for verdict in submission.exercises
        for criterion in _asked(verdict)
    ]
    document = {
        "schema": "classroom50/result/v1",
        **{name: environment[variable] for name, variable in FROM_ENVIRONMENT.items() if environment.get(variable)},
        "graded_at": now,
        "score": sum(int(str(test["score"])) for test in tests),
        "max-score": sum(int(str(test["max-score"])) for test in tests),
        "tests": tests,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _whole(points: float) -> int:
    if points != int(points):
        raise UsageError("Classroom 50 takes whole points, and a criterion has {points}", points=points)
    return int(points)


def _asked(verdict: ReadVerdict) -> list[ReadCriterion]:
    return [criterion for criterion in verdict.criteria if criterion.counts]

"""Gradescope's and Classroom 50's files: their fields, and maxima that never move."""

from __future__ import annotations

import json

import msgspec
import pytest

from grader.results.exports.platforms import classroom50, gradescope, gradescope_failure
from grader.words.errors import UsageError
from grader.words.messages import english
from tests.results.exports.sample import submission


def test_gradescope() -> None:
    """A test for each criterion that was asked for; what was not run keeps its maximum; the score is the sum."""
    document = json.loads(gradescope(submission(), english))
    assert document["score"] == 6.0 == sum(test["score"] for test in document["tests"])
    assert [test["max_score"] for test in document["tests"]] == [5.0, 1.0, 2.0, 2.0]
    assert [test["status"] for test in document["tests"]] == ["passed", "passed", "failed", "failed"]
    assert [test["number"] for test in document["tests"]] == ["1.1", "2.1", "2.2", "3.1"]
    assert document["tests"][2]["output"].startswith("padding counts as 0\n") and "Hint: a hint" in document["tests"][2]["output"]
    assert document["tests"][2]["tags"] == ["04_pooling/pool0", "pads-with-zero"]
    assert set(document) <= {
        "score", "tests", "execution_time", "output", "output_format", "test_output_format", "stdout_visibility"
    }  # fmt: skip


def test_gradescope_says_first_what_concerns_the_whole() -> None:
    """What is told of the submission stands above its exercises."""
    document = json.loads(gradescope(msgspec.structs.replace(submission(), message="a note"), english))
    assert document["output"].startswith("a note\n00_start/first_tensor: 5/5")


def test_gradescope_without_a_mark() -> None:
    """No score anywhere; the reason is hidden from the student, who has a word of their own."""
    document = json.loads(gradescope_failure("no walls\x1b", english))
    assert "score" not in document and "no walls" not in document["output"] and document["stdout_visibility"] == "hidden"
    (test,) = document["tests"]
    assert test["output"] == "no walls\x1b" and test["visibility"] == "hidden" and not {"score", "max_score"} & test.keys()


def test_classroom50() -> None:
    """Whole numbers under hyphened names; what its runner knows comes from the environment."""
    document = json.loads(classroom50(submission(), {"CLASSROOM": "cs1", "OWNER": "alice", "HOME": "/x"}, "2026-06-01T14:33:11Z"))
    assert document["schema"] == "classroom50/result/v1"
    assert (document["classroom"], document["owner"], document["graded_at"]) == ("cs1", "alice", "2026-06-01T14:33:11Z")
    assert (document["score"], document["max-score"]) == (6, 10)
    assert all(type(test["score"]) is int and type(test["max-score"]) is int for test in document["tests"])
    assert "HOME" not in str(document)


def test_classroom50_refuses_parts_of_points() -> None:
    """Rounding would be a wrong mark."""
    one = submission()
    first = msgspec.structs.replace(one.exercises[0].criteria[0], points=2.5)
    verdict = msgspec.structs.replace(one.exercises[0], criteria=(first,))
    with pytest.raises(UsageError, match="2.5"):
        classroom50(msgspec.structs.replace(one, exercises=(verdict,)), {}, "now")

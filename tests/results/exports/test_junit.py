"""JUnit XML, read back by an independent parser."""

from __future__ import annotations

import msgspec
from junitparser import Error, Failure, JUnitXml, Properties, Skipped

from grader.results.exports.junit import junit
from tests.results.exports.sample import results, submission


def test_it_is_read_back() -> None:
    """A suite for each student; failures, errors and what was not run are counted; nothing forbidden is in it."""
    xml = JUnitXml.fromstring(junit(results("alice", "bob")))
    suites = list(xml)
    assert [suite.name for suite in suites] == ["alice", "bob"]
    assert [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in suites] == [(4, 1, 1, 0)] * 2
    cases = {case.name: case for case in suites[0]}
    (failure,) = cases["padding"].result
    assert isinstance(failure, Failure) and failure.message == "got" and "<b>&" in failure.text and "\x00" not in failure.text
    assert isinstance(cases["history"].result[0], Error) and not isinstance(cases["history"].result[0], Skipped)
    (properties,) = cases["padding"].iterchildren(Properties)
    assert {one.name: one.value for one in properties}["max_points"] == "2"
    assert not cases["stride"].result


def test_what_no_judge_lived_to_list_is_an_error() -> None:
    """An exercise without criteria would leave a green suite."""
    one = submission()
    lost = msgspec.structs.replace(one.exercises[-1], criteria=(), max_points=0.0)
    alone = msgspec.structs.replace(results(), submissions=(msgspec.structs.replace(one, exercises=(lost,)),))
    (suite,) = JUnitXml.fromstring(junit(alone))
    assert (suite.tests, suite.errors) == (1, 1)

"""nbgrader's own commands on a course of ours: release, submit, collect, autograde, feedback; points as `grader grade` gives them."""

from __future__ import annotations

import importlib.util

import pytest

from tests.end_to_end.nbgrader_course import Graded, graded_class

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(importlib.util.find_spec("nbgrader") is None, reason="not installed: pip install -e '.[nbgrader]'"),
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Everything, once."""
    return graded_class(tmp_path_factory.mktemp("nbgrader"))

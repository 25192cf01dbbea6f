"""What a machine lacks is a skip on a desk and a failure in CI, by one way for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.missing import missing, program

TESTS = Path(__file__).resolve().parents[1]
MAY_SKIP = {"missing.py", "test_missing.py", "test_cifar_format.py"}  # the real CIFAR-10 is nobody's duty


def test_a_skip_here_and_a_failure_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason, and how to get what is missing."""
    monkeypatch.delenv("TORCHKATA_CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-program is not installed: find it"):
        program("no-such-program", "find it")
    monkeypatch.setenv("TORCHKATA_CI", "1")
    with pytest.raises(pytest.fail.Exception, match="a reason"):
        missing("a reason")
    assert Path(program("sh", "")).name == "sh"


def test_no_other_way() -> None:
    """No test skips by itself."""
    found = {path.name for path in TESTS.rglob("*.py") if "pytest.skip" in path.read_text(encoding="utf-8")}
    assert found - MAY_SKIP == {"skips_the_test.py"}  # a learner's, which gains nothing by it

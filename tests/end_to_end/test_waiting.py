"""What a learner reads where a function is missing, and of criteria that wait for a right result: the real command."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.miniature import EXERCISE, build, finish

SUITE = """
import torch
from grader.judge import Forbidden, criterion, once_right, raises, same, watched

ONES = torch.ones(2, 2)
LADDER = {"hint": "An idea", "rule": "A rule", "example": "An example"}


@criterion(title="Positive", **LADDER)
def test_positive(submission):
    same(submission.total(ONES), torch.tensor(4.0))


@criterion(title="Mean", **LADDER)
def test_mean(submission):
    same(submission.mean(ONES), torch.tensor(1.0))


@criterion(title="Bad means", **LADDER)
def test_bad_means(submission):
    raises(lambda: submission.mean(None), ValueError)


@criterion(title="Bad arguments", **LADDER)
def test_bad_arguments(submission):
    with once_right():
        same(submission.total(ONES), torch.tensor(4.0))
    raises(lambda: submission.total(None), ValueError)


@criterion(title="By hand", alone=True, **LADDER)
def test_by_hand(submission):
    with watched(submission, Forbidden("sums", operations=("aten::cumsum",), functions=("torch.cumsum",))):
        same(submission.total(ONES), torch.tensor(4.0))
"""
MISTAKE = """# one is added
# rule: nothing is
# fails: positive
-    return x.sum()
+    return x.sum() + 1
"""
WAITS = "this is not looked at yet: it counts once the result is right, and here it is not"


def course(root: Path, answer: str) -> Path:
    build(root)
    mistake = root / "tests" / "mistakes" / EXERCISE / "one_too_many.diff"
    mistake.parent.mkdir(parents=True)
    mistake.write_text(MISTAKE, encoding="utf-8")
    (root / "tests" / "hidden" / "01_sums" / "test_total.py").write_text(SUITE, encoding="utf-8")
    (root / "exercises" / f"{EXERCISE}.py").write_text(answer, encoding="utf-8")
    return root


def said(root: Path, *arguments: str) -> str:
    """Return what a command says, in one line: where it is wrapped does not matter."""
    return " ".join(finish(root, *arguments, "--lang", "en")[1].split())


def test_a_missing_function_leads_and_is_said_once(tmp_path: Path) -> None:
    """The belief about another function comes behind it, and each criterion that needs it says so in a few words."""
    root = course(tmp_path, "def total(x):\n    return x.sum() + 1\n\n\ndef meen(x):\n    return x.mean()\n")
    text = said(root, "check", "total")
    assert "0/5 the file defines no `mean` did you mean `meen`, which it does define?" in text
    assert text.count("did you mean") == 1 and text.count("not looked at: the file defines no `mean`") == 2
    assert text.index("did you mean") < text.index("Your result is what you get when one is added")
    assert "expected: ValueError" not in text


def test_criteria_wait_without_an_accusation(tmp_path: Path) -> None:
    """One short reason, no grid, no hint of theirs; a hint is about what failed first."""
    root = course(tmp_path, "def total(x):\n    return x.sum() + 2\n\n\ndef mean(x):\n    return x.mean() / (x is not None)\n")
    text = said(root, "check", "total")
    wanted = f"{WAITS} the result: expected 4, got 6 in the call total(x)"
    assert f"Bad arguments (0/1) {wanted} ✘ By hand (0/1)" in text
    assert "Positive (0/1) the result: expected 4, got 6 in the call total(x) with x = " in text
    assert "An idea" in said(root, "hint", "total")

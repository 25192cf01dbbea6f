"""Verdicts as HTML in a notebook: nothing of a learner's is markup, wrong cells of grids are marked, causes come first."""

from __future__ import annotations

from pathlib import Path

from grader.course.language import translator
from grader.results.nbgrader.answer import Answer
from grader.results.nbgrader.rendering import Rendering
from grader.words.messages import Message, english
from grader.words.verdict import Cause, CriterionResult, Status, Verdict

ROOT = Path(__file__).resolve().parents[3]
CASE = Message("got {text}", {"text": "<i>[2]"}, ("[0]", "   1   2", "<script>x[0]</script>"))
GRID = Message("got:", {}, ("   1  [1.5]", "  [nan]  2 ", "  [ -inf]"))
CRITERIA = (
    CriterionResult("a", Message("First <b>"), False, 0.0, 2.0, (CASE, GRID), (Message("look here"),), "slug"),
    CriterionResult("b", Message("Second"), False, 0.0, 1.0, (Message("second case"),), (Message("look there"),)),
    CriterionResult("c", Message("Third"), None, 0.0, 1.0, (Message("not run: an earlier criterion ended the process"),)),
    CriterionResult("d", Message("Fourth"), True, 1.0, 1.0),
    CriterionResult("d[cuda]", Message("On a GPU"), None, 0.0, 0.0, (Message("not run: this machine has no GPU"),)),
)
CAUSE = Cause("slug", Message("padding is 0"), Message("it is minus infinity"), ("a",))
VERDICT = Verdict("c/e", Status.FAILED, 1.0, 5.0, 0.1, (), CRITERIA, "<out>\n", (), (CAUSE,))
ANSWER = Answer("def f():\n    return '<u>'\n", True)


def test_nothing_of_a_learners_is_markup() -> None:
    """Messages, lines, titles, notes, code, output."""
    page = Rendering(english).verdict(VERDICT, ANSWER, ["<note>"])
    for tag in ("<script", "<i>[2]", "<b>\n", "<u>", "<out>", "<note>"):
        assert tag not in page
    assert all(text in page for text in ("&lt;script&gt;", "&lt;note&gt;", "&lt;out&gt;", "   2      return &#39;&lt;u&gt;&#39;"))


def test_wrong_cells_are_marked() -> None:
    """In the grid of what came back alone: indices and a learner's own lines are no wrong cells."""
    page = Rendering(english).verdict(VERDICT, ANSWER, [])
    assert [part.split("</mark>")[0] for part in page.split("<mark>")[1:]] == ["[1.5]", "[nan]", "[ -inf]"]
    assert "&lt;i&gt;[2]" in page and "\n[0]\n" in page and "x[0]" in page


def test_causes_first_and_each_case_once() -> None:
    """The misconception with its case; what it explains is only listed; a GPU's side that was not run is not."""
    page = Rendering(english).verdict(VERDICT, ANSWER, [])
    assert page.index("Your result is what you get when padding is 0") < page.index("second case") < page.index("Third")
    assert page.count("got &lt;i&gt;") == 1 and "see above" in page and "On a GPU" not in page
    assert "look there" in page and "an earlier criterion ended the process" in page


def test_cases_can_be_kept_back() -> None:
    """No inputs and no output, which may be inputs; why something did not run is said all the same."""
    closed = Rendering(english, reveal=False)
    page = closed.verdict(VERDICT, ANSWER, []) + closed.criterion(CRITERIA[0], VERDICT) + closed.criterion(CRITERIA[2], VERDICT)
    assert not any(text in page for text in ("got &lt;i&gt;", "second case", "&lt;out&gt;", "<mark>"))
    assert "look here" in page and "ended the process" in page and "padding is 0" in page


def test_a_criterion_in_chinese() -> None:
    """Points, misconception, case, the idea."""
    page = Rendering(translator("zh", ROOT)).criterion(CRITERIA[0], VERDICT)
    assert "你的结果正是在" in page and "提示：look here" in page and "0/2" in page and "<mark>[1.5]</mark>" in page
    assert Rendering(english).criterion(CRITERIA[3], VERDICT).count("<p>") == 1

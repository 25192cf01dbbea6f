"""The block of a mark on a feedback page, in a real browser: each step in a line, on a phone as well."""

from __future__ import annotations

import msgspec
import pytest

from grader.course.language import translator
from grader.results.gradebook.marked import with_marks
from grader.results.gradebook.records import Kind
from grader.results.reports.pages import Pages
from tests.results.conftest import Opened
from tests.results.exports.sample import HOSTILE, results
from tests.results.gradebook.sample import contents, decision, grading, term


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_steps_of_a_mark(opened: Opened, language: str) -> None:
    """Points, lateness, free days, penalty and adjustment with its comment, which is text whatever it holds."""
    held = term(free_days=1.0, percent_per_day=7.0, round_to=0.5)
    hostile = msgspec.structs.replace(decision(Kind.ADJUSTMENT, 1, points=1.0), comment=HOSTILE * 3)
    marked = with_marks(results("alice", lost=False), contents(held, grading(30.0), hostile), "week1")
    page_text = Pages(marked, translator(language), language).feedback_page(marked.submissions[0], {})
    page, complaints = opened(page_text, width=390)
    steps = page.locator("section[aria-labelledby=mark] li").all_inner_texts()
    heading = page.locator("#mark").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390 and complaints == []
    assert heading == {"en": "week1: your mark is 15 of 20", "zh": "week1: 你的成绩是 15，满分 20"}[language]
    assert len(steps) == 6 and "<b>&" in steps[-1]
    assert steps[0] == {"en": "15 of 20 points earned.", "zh": "20 分中得 15 分。"}[language]

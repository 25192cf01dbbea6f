"""The page of alike submissions in a real browser."""

from __future__ import annotations

import pytest

from grader.course.language import translator
from grader.results.demo import disguised
from grader.results.similarity.page import similarity_page
from grader.results.similarity.pairs import alike
from tests.results.conftest import Opened
from tests.results.similarity.test_pairs import OWN

EVIL = "<img/src=x onerror=document.title='owned'>"


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("zh", 1200)])
def test_pairs_side_by_side(opened: Opened, language: str, width: int) -> None:
    """Sorted, searchable, marked by more than colour, said to be a hint; names and contents are text; nothing is too wide."""
    files = {"ann": OWN, EVIL: disguised(OWN) + f"\n# {EVIL}\n", "eve": OWN + "\n" * 3000 + f"x = {EVIL!r}\n"}
    pairs = alike("01_a/first", files, ())
    page, complaints = opened(similarity_page(pairs, 3, 1, translator(language), language), width)
    assert complaints == [] and page.title() != "owned"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#note").inner_text() == ("这是线索，不是结论" if language == "zh" else "A hint, not a verdict")
    rows = page.locator("#pairs-table tbody tr")
    assert rows.count() == 3 and EVIL in page.locator("#pairs-table").inner_text()
    shares = [int(row.locator("td").nth(1).inner_text().split()[0]) for row in rows.all()]
    assert shares == sorted(shares, reverse=True)
    sides = page.locator(".beside").first.locator("> div")
    one, two = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert (one["y"] == two["y"]) is (width > 640)
    assert page.locator(".named .bar").first.inner_text() == "▌"
    link = page.locator(".beside a").first
    link.click()
    assert page.locator("li:target").count() == 1
    page.locator("input[type=search]").fill("eve")
    assert page.locator("#pairs-table tbody tr:visible").count() == 2

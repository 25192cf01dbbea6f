"""The pages in a real browser: no errors, no network, sorting and search work, nothing of a learner's runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.course.language import translator
from grader.results.reading import ReadResults
from grader.results.reports.pages import Pages, Reveal, page_name
from grader.words.messages import english
from tests.results.exports.sample import HOSTILE, results, submission

CHROMIUM = shutil.which("chromium")
SCRIPT = "<script>document.title='owned'</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def opened(browser: Any, path: Path, text: str, width: int = 1000) -> tuple[Any, list[str]]:
    """Open a page offline; return it and what it complained of."""
    path.write_text(text, encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(path.as_uri())
    return page, complaints


def big_class(count: int) -> ReadResults:
    students = tuple(
        msgspec.structs.replace(submission(f"student{number:04}"), points=float(number % 11)) for number in range(count)
    )
    return ReadResults(1, "torchkata", 7, "cpu", "sandbox", students)


def test_the_class_report_sorts_and_searches(browser: Any, tmp_path: Path) -> None:
    """Three thousand students: by points, falling first; then one by name."""
    page, complaints = opened(browser, tmp_path / "index.html", Pages(big_class(3000), english, "en").class_page())
    rows = page.locator("#students-table tbody tr:visible")
    page.locator("#students-table th button", has_text="points").click()
    assert rows.first.locator("td").nth(1).inner_text() == "10"
    page.locator("#students-table th button", has_text="points").click()
    assert rows.first.locator("td").nth(1).inner_text() == "0"
    page.locator("input[type=search]").fill("student0042")
    assert rows.count() == 1 and rows.first.inner_text().startswith("student0042")
    assert page.get_by_text("3000").first.is_visible() and complaints == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [390, 1000])
def test_feedback_reads_on_a_phone(browser: Any, tmp_path: Path, language: str, width: int) -> None:
    """Nothing is wider than the screen; the failing case, the belief, the hint and the named line are there."""
    one = submission()
    criterion = msgspec.structs.replace(one.exercises[1].criteria[2], message="got 3\n  line 2, in f: return x")
    verdict = msgspec.structs.replace(one.exercises[1], criteria=(criterion,), message="wrong")
    one = msgspec.structs.replace(one, exercises=(one.exercises[0], verdict))
    files = {verdict.exercise: "def f(x):\n    return x  # " + "long " * 60}
    pages = Pages(results(), translator(language), language)
    page, complaints = opened(browser, tmp_path / "f.html", pages.feedback_page(one, files), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".cause").inner_text().startswith("Padding counts as 0")
    assert page.locator(".named code").inner_text().startswith("    return x")
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[language]
    assert ("提示" if language == "zh" else "Hint: a hint") in page.locator(".hint").inner_text() and complaints == []


def test_nothing_of_a_learners_runs(browser: Any, tmp_path: Path) -> None:
    """Names, messages, output and code are text, whatever they hold."""
    one = submission(SCRIPT)
    verdict = msgspec.structs.replace(one.exercises[1], output=SCRIPT + HOSTILE, message=SCRIPT)
    one = msgspec.structs.replace(one, exercises=(verdict,))
    several = ReadResults(1, SCRIPT, 7, "cpu", "sandbox", (one,))
    pages = Pages(several, english, "en")
    for text in (pages.feedback_page(one, {verdict.exercise: SCRIPT}), pages.class_page()):
        page, complaints = opened(browser, tmp_path / "x.html", text)
        assert page.title() != "owned" and SCRIPT in page.title() and complaints == []


def test_hints_alone() -> None:
    """Before a deadline cases may be kept back, and what code prints of its inputs: titles and hints stay."""
    one = submission()
    printed = msgspec.structs.replace(one.exercises[1], output="tensor([1234])")
    one = msgspec.structs.replace(one, exercises=(one.exercises[0], printed))
    page = Pages(results(), english, "en", reveal=Reveal.HINTS).feedback_page(one, {})
    assert "1234" in Pages(results(), english, "en").feedback_page(one, {}) and "1234" not in page
    assert "::error::fake" not in page and "a hint" in page and "Padding, never: wins" in page


def test_lines_are_counted_as_python_counts_them() -> None:
    """A form feed and Unicode's separators end no line, so the one that is named is the one that is marked."""
    one = msgspec.structs.replace(submission().exercises[1], message="line 2, in f")
    files = {one.exercise: "# a\f\u2028b\r\nreturn 1\rlast"}
    page = Pages(results(), english, "en").feedback_page(msgspec.structs.replace(submission(), exercises=(one,)), files)
    assert 'class="named"><code>return 1</code>' in page and page.count("<code>") == 3


def test_names_of_pages() -> None:
    """Different students have different files, and none leaves the folder."""
    names = [page_name(name) for name in ("../a", "a", "a/b", "A", "张三", "", "x" * 300)]
    assert len(set(names)) == len(names)
    assert all("/" not in name and not name.startswith(".") and len(name) < 100 for name in names)

"""The pages in a real browser: no errors, no network, sorting and search work, nothing of a learner's runs."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from grader.course.language import translator
from grader.results.gradebook.marked import with_names
from grader.results.reading import ReadPicture, ReadResults, ReadSubmission
from grader.results.reports.pages import Pages, Reveal, page_name
from grader.results.roster import Roster, Student
from grader.words.messages import english
from grader.words.verdict import Status
from tests.results.conftest import Opened
from tests.results.exports.sample import HOSTILE, results, submission
from tests.results.reports.drawn import GRID, heat

CONTRAST = """selector => {
  const element = document.querySelector(selector);
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  let ground = [255, 255, 255];
  const chain = [];
  for (let one = element; one; one = one.parentElement) chain.unshift(one);
  for (const one of chain) {
    const [r, g, b, a = 1] = parts(getComputedStyle(one).backgroundColor);
    ground = [r, g, b].map((value, place) => value * a + ground[place] * (1 - a));
  }
  const light = (colour) => colour.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, place) => sum + v * [0.2126, 0.7152, 0.0722][place], 0);
  const [one, two] = [light(parts(getComputedStyle(element).color).slice(0, 3)), light(ground)].sort((a, b) => b - a);
  return (one + 0.05) / (two + 0.05);
}"""
SCRIPT = "<script>document.title='owned'</script>"
EVIL = "<img/src=x/onerror=document.title='owned'>"


def big_class(count: int) -> ReadResults:
    students = tuple(
        msgspec.structs.replace(submission(f"student{number:04}"), points=float(number % 11)) for number in range(count)
    )
    return ReadResults(1, "torchkata", 7, "cpu", "sandbox", students)


def test_the_class_report_sorts_and_searches(opened: Opened) -> None:
    """Three thousand students: by points, falling first; then one by name."""
    page, complaints = opened(Pages(big_class(3000), english, "en").class_page())
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
def test_feedback_reads_on_a_phone(opened: Opened, language: str, width: int) -> None:
    """Nothing is wider than the screen; the failing case, the belief, the hint and the named line are there."""
    one = submission()
    criterion = msgspec.structs.replace(one.exercises[1].criteria[2], message="got 3\n  line 2, in f: return x")
    verdict = msgspec.structs.replace(one.exercises[1], criteria=(criterion,), message="wrong")
    one = msgspec.structs.replace(one, exercises=(one.exercises[0], verdict))
    files = {verdict.exercise: "def f(x):\n    return x  # " + "long " * 60}
    pages = Pages(results(), translator(language), language)
    page, complaints = opened(pages.feedback_page(one, files), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".cause").inner_text().startswith("Padding counts as 0")
    assert page.locator(".named code").inner_text().startswith("    return x")
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[language]
    assert ("提示" if language == "zh" else "Hint: a hint") in page.locator(".hint").inner_text() and complaints == []


def test_nothing_of_a_learners_runs(opened: Opened) -> None:
    """Names, messages, output and code are text, whatever they hold."""
    one = submission(SCRIPT)
    bad = msgspec.structs.replace(GRID, sentence=SCRIPT, call=SCRIPT, dtype=SCRIPT, got=(f"{EVIL} 1", "1 1"), difference=())
    drawn = msgspec.structs.replace(one.exercises[1].criteria[2], picture=bad)
    criteria = (*one.exercises[1].criteria[:2], drawn)
    verdict = msgspec.structs.replace(one.exercises[1], output=SCRIPT + HOSTILE, message=SCRIPT, criteria=criteria)
    one = msgspec.structs.replace(one, exercises=(verdict,), name=SCRIPT)
    several = ReadResults(1, SCRIPT, 7, "cpu", "sandbox", (one,))
    pages = Pages(several, english, "en")
    for text in (pages.feedback_page(one, {verdict.exercise: SCRIPT}), pages.class_page()):
        page, complaints = opened(text)
        assert page.title() != "owned" and SCRIPT in page.title() and complaints == []


def test_a_student_is_called_by_name(opened: Opened) -> None:
    """The page of one whom a roster names is titled so, and the class report finds the student by either."""
    roster = Roster((Student(submission().student, "王小明"), Student("nobody", "Nobody")))
    named = with_names(results(), roster)
    page, _ = opened(Pages(named, english, "en").feedback_page(named.submissions[0], {}))
    assert "王小明" in page.title() and "王小明" in page.locator("h1").inner_text()
    assert submission().student in page.locator("h1 + p").inner_text()
    page, complaints = opened(Pages(named, english, "en").class_page())
    page.fill("input[data-filters=students-table]", "小明")
    assert page.locator("#students-table tbody tr:visible").count() == 1 and complaints == []
    page.fill("input[data-filters=students-table]", "大明")
    assert page.locator("#students-table tbody tr:visible").count() == 0


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


def with_pictures(*pictures: ReadPicture) -> ReadSubmission:
    """A submission that fails a criterion for each picture."""
    one = submission()
    failed = one.exercises[1].criteria[2]
    criteria = tuple(msgspec.structs.replace(failed, name=f"c{place}", picture=drawn) for place, drawn in enumerate(pictures))
    verdict = msgspec.structs.replace(one.exercises[1], criteria=criteria, causes=())
    return msgspec.structs.replace(one, exercises=(verdict,))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1100, "light")])
def test_a_failing_case_is_drawn(opened: Opened, language: str, width: int, scheme: str) -> None:
    """Expected beside got, on a phone below each other; what differs is marked by a symbol and in words; the call is there."""
    pages = Pages(results(), translator(language), language)
    page, complaints = opened(pages.feedback_page(with_pictures(GRID, heat()), {}), width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width and complaints == []
    grids, wrong = page.locator(".case").first.locator(".grid"), page.locator("td.wrong")
    assert [cell.inner_text() for cell in wrong.all()] == ["✘ 0", "✘ nan"] and wrong.first.locator("b").count() == 1
    assert wrong.first.get_attribute("aria-label") == ("0，不同" if language == "zh" else "0, differs")
    one, two = grids.nth(0).bounding_box(), grids.nth(1).bounding_box()
    below = two["y"] >= one["y"] + one["height"]
    beside = two["x"] >= one["x"] + one["width"] and two["y"] == one["y"]
    assert (below, beside) == (width < 640, width > 640)
    assert page.locator(".call").first.inner_text() == "in the call pool(x, 2)"
    assert grids.nth(2).inner_text().startswith("x = tensor")
    maps = page.locator(".heatmap svg[role=img]")
    assert maps.count() == 3 and "1023" in page.locator(".heatmap .scale").first.inner_text()
    assert ("32" in maps.nth(1).get_attribute("aria-label")) and maps.nth(1).locator("path.mark").count() == 1


def test_cases_with_one_cause_are_folded(opened: Opened) -> None:
    """The first is open, the others are one click away."""
    one = with_pictures(GRID, GRID)
    cause = msgspec.structs.replace(submission().exercises[1].causes[0], criteria=("c0", "c1"))
    one = msgspec.structs.replace(one, exercises=(msgspec.structs.replace(one.exercises[0], causes=(cause,)),))
    page, _ = opened(Pages(results(), english, "en").feedback_page(one, {}))
    assert [case.is_visible() for case in page.locator(".case").all()] == [True, False]
    page.get_by_text("its case: the same cause").click()
    assert page.locator(".case").nth(1).is_visible()


@pytest.mark.parametrize("reveal", [Reveal.HINTS, Reveal.MARKS])
def test_expected_values_are_kept_back(reveal: Reveal) -> None:
    """No picture, no message of a case, not even by way of another status; with marks neither titles nor hints nor code."""
    one = with_pictures(GRID)
    ended = msgspec.structs.replace(one.exercises[0], status=Status.TIMEOUT, message="Padding: expected 4321, got 3, line 1")
    files = {ended.exercise: "mine = 1"}
    page = Pages(results(), english, "en", reveal).feedback_page(msgspec.structs.replace(one, exercises=(ended,)), files)
    assert "4321" not in page and "✘" in page and 'class="named"' not in page
    shown = reveal is Reveal.HINTS
    assert all((text in page) is shown for text in ("Padding, never: wins", "Hint: a hint", "mine = 1"))
    assert "1/3" in page


@pytest.mark.parametrize(
    ("students", "language", "width"), [(3, "en", 1100), (3, "zh", 390), (3000, "zh", 1100), (3000, "en", 390)]
)
def test_the_class_report_fits(opened: Opened, students: int, language: str, width: int) -> None:
    """No page is scrolled sideways; headings come in order; who believes what stands in words, numbers and shade."""
    page, complaints = opened(Pages(big_class(students), translator(language), language).class_page(), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width and complaints == []
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(head => Number(head.tagName[1]))")
    assert levels[0] == 1 and all(two <= one + 1 for one, two in zip(levels, levels[1:], strict=False))
    expected = f"{students} 人中 {students} 人" if language == "zh" else f"{students} of {students}"
    assert page.locator("#misconceptions-table tbody td").first.inner_text() == expected
    cell = page.locator(".map td a").first
    assert cell.inner_text() == str(students) and "padding counts as 0" in cell.get_attribute("aria-label")
    cell.click()
    assert page.locator(":target").inner_text().count("pool0") == 1


def contrast(page: Any, selector: str) -> float:
    """Return the contrast of an element's text against its ground, as WCAG reckons it."""
    return float(page.evaluate(CONTRAST, selector))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(opened: Opened, scheme: str) -> None:
    """Text, quiet text, links, marks: 4.5 to 1 at least, on the darkest shade too."""
    page, _ = opened(Pages(results(), english, "en").feedback_page(with_pictures(GRID), {}), 1000, scheme)
    for selector in ("p", ".share", ".hint", "a", "td.wrong b", "h2", ".grid th"):
        assert contrast(page, selector) >= 4.5, selector
    page, _ = opened(Pages(big_class(3), english, "en").class_page(), 1000, scheme)
    for selector in (".heat", ".map td a", ".map caption .heat:last-child", "th button"):
        assert contrast(page, selector) >= 4.5, selector

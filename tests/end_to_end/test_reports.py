"""From a submission to the pages about it, by the real commands: what is drawn is what was computed, and alike is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.miniature import build, finish

SUITE = """
import torch
from grader.judge import criterion, same


@criterion(points=1, title="Shifted")
def test_shifted(submission, reference):
    x = torch.arange(4.0).reshape(2, 2)
    same(submission.Shift(by=1)(x), x + 1)


@criterion(points=1, title="Large")
def test_large(submission, reference):
    x = torch.arange(1600.0).reshape(40, 40)
    same(submission.Shift(2)(x), x + 2)
"""
HEAD = "import torch\n\n\nclass Shift:\n    def __init__(self, by):\n        self.by = by\n\n    def __call__(self, x):\n        "
INFINITE = HEAD + "y = x + self.by\n        y[-1, -1] = float('inf')\n        return y\n"
MANY = "".join(f"def step{place}(x):\n    y = x * {place} - {place}\n    return [y, x, {place}]\n\n\n" for place in range(9))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class: one with an infinity, two who share what is no one else's."""
    course = build(tmp_path_factory.mktemp("course"))
    (course / "tests" / "hidden" / "01_sums" / "test_total.py").write_text(SUITE)
    for student, text in {"ann": INFINITE, "bob": MANY + HEAD + "return x\n", "eve": HEAD + "return x\n\n\n" + MANY}.items():
        path = course / "class" / student / "01_sums" / "total.py"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    code, _, err = finish(course, "grade", "class", "--out", "out", "--isolation", "process", "--seed", 1)
    assert code == 0, err
    return course


def test_pictures_cross_to_the_page(graded: Path) -> None:
    """Valid JSON with both sides as text, objects named by their making; shown only where cases are revealed."""
    text = (graded / "out" / "results.json").read_text(encoding="utf-8")
    (ann, *_) = json.loads(text, parse_constant=pytest.fail)["submissions"]
    small, large = (criterion["picture"] for criterion in ann["exercises"][0]["criteria"])
    assert small["expected"] == ["1 2", "3 4"] and small["got"] == ["1 2", "3 inf"] and small["wrong"] == ["00", "01"]
    assert "Shift(by=1)(x)" in small["call"] and small["inputs"][0]["rows"] == ["0 1", "2 3"]
    assert len(large["got"]) == 32 and large["row"] == 8 and large["difference"][-1].endswith(" inf")
    for reveal, shown in (("cases", True), ("hints", False)):
        assert finish(graded, "report", "out", "--reveal", reveal)[0] == 0
        (page,) = (graded / "out" / "report" / "feedback").glob("ann-*.html")
        assert ("✘ inf" in page.read_text(encoding="utf-8")) is shown


def test_the_terminal_speaks_as_before(graded: Path) -> None:
    """The message holds the same grids in text."""
    (ann, *_) = json.loads((graded / "out" / "results.json").read_text(encoding="utf-8"))["submissions"]
    lines = ann["exercises"][0]["criteria"][0]["message"].splitlines()
    assert lines[1:7] == ["wrong cells in brackets", "expected:", "     1   2 ", "     3   4 ", "got:", "       1     2 "]
    assert lines[8] == "in the call Shift(by=1)(x)"


def test_who_is_alike(graded: Path) -> None:
    """One pair, in a page and a table; a folder that is none is a usage error."""
    code, out, err = finish(graded, "similar", "class", "--out", "alike", "--exercise", "total", "--lang", "zh")
    assert code == 0 and "仅是线索" in out, err
    table = (graded / "alike" / "similar.csv").read_text(encoding="utf-8").splitlines()
    assert len(table) == 2 and table[1].startswith("01_sums/total,bob,eve,")
    assert "<bdi>bob</bdi>" in (graded / "alike" / "similar.html").read_text(encoding="utf-8")
    code, _, err = finish(graded, "similar", "nothing", "--out", "alike")
    assert code == 2 and "nothing" in err

"""A term's file: what is read, and what is refused with the place and what to write."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from grader.course.language import translator
from grader.results.gradebook.policy import LatePolicy
from grader.results.gradebook.term import Assignment, Term, read_term
from grader.words.errors import UsageError

TERM = """
name = "Autumn"
free_days = 2
[late]
percent_per_day = 10
round_to = 0.5
[[assignments]]
name = "week 1"
exercises = ["pool", "pool", "linear"]
due = 2026-10-12T23:59:00+08:00
[[assignments]]
name = "week 2"
due = "2026-10-19 23:59 Asia/Shanghai"
closes = 2026-10-26T00:00:00+08:00
late = { percent_per_day = 20, days = "exact" }
"""
WEEK = '[[assignments]]\nname = "w"\ndue = 2026-10-12T23:59:00+08:00\n'


def read(folder: Path, text: str) -> Term:
    path = folder / "term.toml"
    path.write_text(text, encoding="utf-8")
    return read_term(path, {"pool": "04_pooling/max_pool2d", "linear": "05_layers/linear"}.__getitem__)[0]


def test_a_term_is_read(tmp_path: Path) -> None:
    """In UTC, exercises by their ids and once, each assignment with the defaults that it does not change."""
    due = datetime.datetime(2026, 10, 12, 15, 59, tzinfo=datetime.UTC)
    first = LatePolicy(percent_per_day=10.0, round_to=0.5)
    second = LatePolicy(percent_per_day=20.0, round_to=0.5, days="exact")
    closes = datetime.datetime(2026, 10, 25, 16, 0, tzinfo=datetime.UTC)
    assert read(tmp_path, TERM) == Term(
        "Autumn",
        (
            Assignment("week 1", due, ("04_pooling/max_pool2d", "05_layers/linear"), None, first),
            Assignment("week 2", due + datetime.timedelta(days=7), (), closes, second),
        ),
        2.0,
    )
    assert read(tmp_path, WEEK).name == "term"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "can't be read: "),
        ("", "has no assignments"),
        (WEEK + WEEK, "has these assignments twice: w"),
        (WEEK.replace("+08:00", ""), "has no zone.*Write for example 2026-10-12 23:59:00"),
        (WEEK.replace("T23:59:00+08:00", ""), "is no time"),
        (WEEK.replace("due", "dew"), r"field `(due|dew)` - at `\$.assignments\[0\]`"),
        (WEEK + "late = { percent = 10 }", r"unknown field `percent` - at `\$.assignments\[0\].late`"),
        (WEEK + "late = { percent_per_day = 110 }", r"<= 100.*percent_per_day"),
        (WEEK + "late = { percent_per_day = nan }", r"percent_per_day"),
        (WEEK + "late = { round_to = 0 }", r"round_to"),
        (WEEK + "late = { days = 'whole' }", r"whole"),
        (WEEK + "late = 10", "Expected `object`, got `int`"),
        (WEEK + "exercises = 'pool'", "Expected `array`, got `str`"),
        (WEEK.replace('"w"', '" "'), "name"),
        ("late = 10\n" + WEEK, "is no term: `late` is a table"),
        ("assignments = 10", "is no term: .*`assignments` are tables"),
        ("assignments = [10]", "Expected `object`, got `int`"),
        ("free_days = -1\n" + WEEK, "free_days"),
        ("weeks = 1\n" + WEEK, "unknown field `weeks`"),
    ],
)
def test_what_is_no_term(tmp_path: Path, text: str, words: str) -> None:
    """A slip of the pen is found before a mark is made of it."""
    with pytest.raises(UsageError, match=words):
        read(tmp_path, text)


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    """Or that is no text."""
    with pytest.raises(UsageError, match="can't be read"):
        read_term(tmp_path / "none.toml", str)
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="can't be read"):
        read_term(tmp_path / "bytes.toml", str)


@pytest.mark.parametrize("text", ["late = 10\n" + WEEK, "assignments = 10"])
def test_what_is_said_of_tables_is_chinese(tmp_path: Path, text: str) -> None:
    """As a whole."""
    with pytest.raises(UsageError) as raised:
        read(tmp_path, text)
    assert "`assignments` 是" in raised.value.message.render(translator("zh"))

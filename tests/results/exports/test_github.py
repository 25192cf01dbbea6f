"""GitHub Actions: nothing that a learner wrote becomes a command or leaves its block."""

from __future__ import annotations

import re

import msgspec

from grader.results.exports.github import (
    MOST_ANNOTATIONS,
    MOST_SUMMARY,
    class_commands,
    class_summary,
    fenced,
    summary,
    workflow_commands,
)
from grader.words.messages import english
from tests.results.exports.sample import HOSTILE, judged, results, submission


def test_learners_words_are_no_commands() -> None:
    """One line for each failing exercise, each our own command; names with commas and colons are escaped."""
    lines = workflow_commands(submission(), "exercises/", english).splitlines()
    assert len(lines) == 2 and lines[0].startswith("::error file=exercises/04_pooling/pool0.py,")
    assert lines[1] == "::warning title=08_training/fit::lost"  # the grader's own failure: not at the learner's file
    assert "%0D%0A" in lines[0] and "%250A" in lines[0] and "\x1b" not in lines[0] and "\x00" not in lines[0]
    for line in lines:
        assert re.fullmatch(r"::(error file=[^,:\s]+,|warning )title=[^,:\s]+::[^\r\n]*", line)


def test_more_than_github_shows() -> None:
    """The tenth annotation says how many are left out: GitHub would drop them silently."""
    lines = workflow_commands(submission(failing=20), "", english).splitlines()
    assert len(lines) == MOST_ANNOTATIONS and "12 more exercises" in lines[-1]


def test_the_summary_keeps_words_in_their_block() -> None:
    """The block's fence is longer than any in the text."""
    text = summary(submission(), english)
    assert text.startswith("## 6 of 10 points")
    assert "| ✅ 00_start/first_tensor | passed | 5/5 |" in text and "\x00" not in text
    block = fenced("a\n````\nb")
    assert block.startswith("`````text\n") and block.endswith("\n`````")


def test_the_summary_fits() -> None:
    """Of thousands of failing exercises the rest is said to be left out."""
    text = summary(submission(failing=6000), english)
    assert len(text.encode()) < MOST_SUMMARY and "The rest is left out" in text


def test_a_class_is_a_table() -> None:
    """A row for each student, no mark for whom the grader failed on, and a warning that says so, none beyond GitHub's ten."""
    found = msgspec.structs.replace(results("alice", "bob"), submissions=(submission("alice"), judged("bob")))
    table = class_summary(found, english)
    assert "| alice | no mark yet | 1/3 |" in table and "| bob | 6/8 | 1/2 |" in table
    assert class_commands(found, english) == "::warning title=TorchKata::the grader itself failed on alice: no mark yet\n"
    lines = class_commands(results(*(f"student{number}" for number in range(20))), english).splitlines()
    assert len(lines) == MOST_ANNOTATIONS and "and 11 more" in lines[-1]


def test_a_students_name_stays_in_its_cell() -> None:
    """Whatever a folder is called: no line, column, link or command of its own."""
    names = (HOSTILE, "a|b [x](http://y) `z` <script>", "")
    rows = class_summary(results(*names, lost=False), english).splitlines()[2:]
    assert len(rows) == 3
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 4 and not re.search(r"(?<!\\)[<`\[]", row) and not row.startswith("::")
    assert all(line.startswith("::warning title=TorchKata::") for line in class_commands(results(*names), english).splitlines())


def test_the_class_fits() -> None:
    """Of twenty thousand students the rest is said to be left out."""
    one = judged("a" * 60)
    text = class_summary(msgspec.structs.replace(results(), submissions=(one,) * 20_000), english)
    assert len(text.encode()) < MOST_SUMMARY and "The rest is left out" in text

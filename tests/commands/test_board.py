"""The board: every status has words and a symbol, and nothing that a learner writes can act on the terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from grader.commands.board import Board, clean
from grader.commands.check import exit_code
from grader.course.catalogue import Chapter, Course, Exercise
from grader.course.language import translator
from grader.words.messages import Message
from grader.words.verdict import LOOKS, CriterionResult, Status, SubmissionResult, Verdict

HOSTILE = "[bold]x[/bold] [/] \x1b[31mred\x1b]0;title\x07 \x9b2J \u202egnp\u202c :smile: \r\b"


def board(language: str = "en", **options) -> tuple[Board, io.StringIO]:
    stream = io.StringIO()
    console = Console(file=stream, width=80, highlight=False, markup=False, emoji=False, **options)
    return Board(console, translator(language)), stream


def verdict(status: Status, **more) -> Verdict:
    return Verdict(f"01_a/{status.value}", status, 0.0, 3.0, 0.1, **more)


def everything() -> tuple[Course, SubmissionResult]:
    exercises = tuple(Exercise("01_a", status.value) for status in Status)
    course = Course(Path("."), "course", (Chapter("01_a", "Tensors and NCHW", exercises),))
    return course, SubmissionResult("you", tuple(verdict(status) for status in Status))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_status_has_words_and_a_symbol(language: str) -> None:
    """No meaning by colour alone; columns line up in cells, not characters; 80 columns are enough."""
    one, stream = board(language)
    one.show(*everything())
    lines = stream.getvalue().splitlines()
    for status in Status:
        symbol, words = LOOKS[status]
        line = next(line for line in lines if f" {status.value} " in line)
        assert symbol in line and translator(language)(words) in line
    ends = {cell_len(line.rstrip()) for line in lines if "0/3" in line}
    assert len(ends) == 1 and ends.pop() <= 80
    assert len({words for _, words in LOOKS.values()}) == len(Status)


def test_colour_is_left_out_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is respected on a terminal too."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    one, stream = board(force_terminal=True)
    one.show(*everything())
    assert "\x1b[31m" not in stream.getvalue() and "\x1b[32m" not in stream.getvalue()


def test_a_learners_text_is_text() -> None:
    """No markup, no escapes, no reversed lines, wherever it comes from; but tabs and lines stay."""
    one, stream = board()
    criterion = CriterionResult("a", Message("T"), False, 0.0, 1.0, (Message("you said {x}", {"x": HOSTILE}, (HOSTILE,)),))
    one.verdict(
        verdict(Status.FAILED, messages=(Message("{x}", {"x": HOSTILE}),), criteria=(criterion,), output=f"a\tb\n{HOSTILE}")
    )
    shown = stream.getvalue()
    assert shown.count("[bold]x[/bold] [/] [31mred]0;title 2J gnp :smile:") == 4
    assert not any(character in shown for character in "\x1b\x07\x9b\u202e\r\b")
    assert "a    b" in shown
    assert clean("中文 é ✔") == "中文 é ✔"


def test_a_verdict_in_full() -> None:
    """Failed: title, lines, hint; passed: ticked; not run: said; the tail of what was printed."""
    one, stream = board()
    criteria = (
        CriterionResult("a", Message("Right"), True, 1.0, 1.0, (), (Message("not shown"),)),
        CriterionResult("b", Message("Wrong"), False, 0.0, 1.0, (Message("shapes differ"),), (Message("look again"),)),
        CriterionResult("c", Message("Later"), None, 0.0, 1.0, (Message("not run: out of time"),)),
        CriterionResult("c[cuda]", Message("On a GPU"), None, 0.0, 0.0, (Message("no GPU"),)),
    )
    one.verdict(verdict(Status.FAILED, criteria=criteria, output="\n".join(f"line {n}" for n in range(100))))
    shown = stream.getvalue()
    for words in (
        "✔ Right (1/1)",
        "✘ Wrong (0/1)",
        "shapes differ",
        "Hint: look again",
        "- Later",
        "not run: out of time",
        "line 99",
    ):
        assert words in shown
    for words in ("not shown", "On a GPU", "line 79\n"):
        assert words not in shown


def test_exit_codes() -> None:
    """Full marks, less, and what could not be judged."""

    def code(*statuses: Status) -> int:
        return exit_code(SubmissionResult("you", tuple(verdict(status) for status in statuses)))

    assert code(Status.PASSED, Status.PASSED) == 0
    assert code(Status.PASSED, Status.NOT_STARTED) == 1
    assert code(Status.PASSED, Status.GRADER_ERROR) == 2

"""`grader example`: the statements' public examples, run on the learner's own files."""

from __future__ import annotations

import click
from rich.console import Console

from grader.commands import options
from grader.commands.board import Board
from grader.commands.check import exit_code
from grader.commands.own import judge_own
from grader.words.submission import JudgeOptions


@click.command()
@click.argument("exercises", nargs=-1, required=True, metavar="EXERCISE...")
@options.language
def example(exercises: tuple[str, ...], lang: str | None) -> int:
    """Run the examples of a statement on your answer: what each must give, and what it gives."""
    course = options.here()
    translate = options.speech(lang, course.root)
    asked = tuple(dict.fromkeys(course.find(name).id for name in exercises))
    result, _ = judge_own(JudgeOptions(str(course.root), "cpu", "process", options.new_seed(), asked, examples=True), translate)
    board = Board(Console(highlight=False, markup=False, emoji=False), translate)
    for verdict in result.verdicts:
        board.verdict(verdict)
    return exit_code(result)

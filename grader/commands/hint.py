"""`grader hint`: one step further up the ladder for what fails first: the idea, the rule, a tiny worked example."""

from __future__ import annotations

import click
from rich.console import Console

from grader.commands import options
from grader.commands.board import Board
from grader.commands.own import judge_own, own_files
from grader.results.memory import Memory
from grader.words.messages import Message, sentence
from grader.words.submission import JudgeOptions
from grader.words.verdict import Cause, CriterionResult, Status, Verdict

STEPS = ("The idea", "The rule", "A tiny example")


@click.command()
@click.argument("exercise")
@options.language
def hint(exercise: str, lang: str | None) -> int:
    """Give a hint on EXERCISE; each time you ask, it goes a step further."""
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    name = course.find(exercise).id
    judge_options = JudgeOptions(str(course.root), "auto", "process", options.new_seed(), (name,))
    memory = Memory(course)
    verdict = memory.verdict(own_files(judge_options), name)
    if verdict is None:
        result, _ = judge_own(judge_options, translate, options.keep_by_default())
        verdict = result.verdicts[0]
    show_hint(Board(Console(highlight=False, markup=False, emoji=False), translate), memory, verdict)
    return 0


def show_hint(board: Board, memory: Memory, verdict: Verdict) -> None:
    """Print the next hint on what this verdict says is open."""
    criterion = _first_open(verdict)
    if verdict.status is Status.PASSED or criterion is None:
        board.say("There is nothing left to hint at: {file} meets every criterion.", file=f"{verdict.exercise}.py")
        return
    if verdict.status not in (Status.FAILED, Status.NOT_STARTED):
        board.verdict(verdict)
        return
    for message in verdict.messages:
        board.indented(message.render(board.translate), 2)
    cause = next((cause for cause in verdict.causes if criterion.name in cause.criteria), None)
    _climb(board, memory, verdict, criterion, cause)


def _first_open(verdict: Verdict) -> CriterionResult | None:
    """Return what to hint at: the first criterion of the leading cause, or the first that is not met; one with hints if any."""
    leading = verdict.causes[0].criteria if verdict.causes else ()
    still = [result for result in verdict.criteria if result.passed is not True and result.max_points]
    still.sort(key=lambda result: (result.name not in leading, not result.hints))
    return still[0] if still else None


def _climb(board: Board, memory: Memory, verdict: Verdict, criterion: CriterionResult, cause: Cause | None) -> None:
    about = cause.slug if cause else criterion.name
    steps = memory.next_step(verdict.exercise, about, len(criterion.hints))
    board.say("{exercise}: {title}", exercise=verdict.exercise, title=criterion.title)
    for number, (name, text) in enumerate(zip(STEPS, criterion.hints, strict=False), start=1):
        if number > steps:
            break
        board.console.print()
        board.say("{number}: {name}", number=number, name=Message(name))
        board.indented(text.render(board.translate), 4)
        if number == 2 and cause is not None:
            board.indented(sentence(cause.explanation.render(board.translate)), 4)
    left = len(criterion.hints) - steps
    if not criterion.hints:
        for message in (cause.explanation,) if cause else criterion.messages:
            board.indented(sentence(message.render(board.translate)), 4)
    if left > 0:
        board.say("\n{left} more: ask again for the next.", left=str(left))
    else:
        board.say("\nThat was the last hint. Step through your own code with:")
        board.console.print(f"    make debug EX={verdict.exercise.partition('/')[2]}", soft_wrap=True)

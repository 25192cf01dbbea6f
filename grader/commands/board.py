"""What a learner sees: the board of all exercises, and one verdict in full. Words and symbols, never colour alone."""

from __future__ import annotations

import re

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.course.catalogue import Course
from grader.words.messages import Message, Parameter, Translate, sentence
from grader.words.verdict import LOOKS, Cause, CriterionResult, Status, SubmissionResult, Verdict

STYLES = {
    Status.PASSED: "green",
    Status.NOT_STARTED: "dim",
    Status.MISSING: "yellow",
    Status.GRADER_ERROR: "magenta",
}  # the others are red
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
MAX_OUTPUT_LINES = 20
MAX_CASES = 3  # criteria shown in full: more failures than that are rarely more causes
FIRST_STEP = "Next: open exercises/{file}, read it from the top, write your answer, then run:"
OTHER_STEP = "Next: exercises/{file}. Check it alone with:"


def clean(text: str) -> str:
    """Return text that can't move the cursor, colour the screen or reverse the line: it may be a learner's."""
    return UNPRINTABLE.sub("", text.replace("\t", "    "))


class Board:
    """Prints results in one language."""

    def __init__(self, console: Console, translate: Translate) -> None:
        self.console = console
        self.translate = translate

    def show(self, course: Course, result: SubmissionResult) -> None:
        """Print the table of chapters and exercises, and what to do next."""
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        for title, align in (("exercise", "left"), ("status", "left"), ("points", "right")):
            table.add_column(self.translate(title), justify=align)  # type: ignore[arg-type]
        verdicts = {verdict.exercise: verdict for verdict in result.verdicts}
        for chapter in course.chapters:
            shown = [verdicts[exercise.id] for exercise in chapter.exercises if exercise.id in verdicts]
            if shown:
                table.add_row(Text(f"{chapter.id[:2]}  {self.translate(chapter.title)}", style="bold"))
            for verdict in shown:
                (symbol, words), style = LOOKS[verdict.status], STYLES.get(verdict.status, "red")
                points = f"{verdict.points:g}/{verdict.max_points:g}"
                table.add_row(
                    f"    {verdict.exercise.partition('/')[2]}",
                    Text(f"{symbol} {self.translate(words)}", style=style),
                    points,
                )
        self.console.print(table)
        facts: dict[str, Parameter] = {"points": f"{result.points:g}", "max_points": f"{result.max_points:g}"}
        self.console.print(Text("\n" + Message("{points} of {max_points} points", facts).render(self.translate), style="bold"))

    def next_step(self, result: SubmissionResult, command: str = "make check EX={name}") -> None:
        """Print what to do next; `command` is how the learner checks one exercise."""
        target = next((verdict for verdict in result.verdicts if verdict.status is not Status.PASSED), None)
        if target is None:
            self.say("Everything is done. Well done!")
            return
        name = target.exercise.partition("/")[2]
        if target.status is Status.MISSING:
            self.say("Next: exercises/{file} is missing. Get it back with:", file=f"{target.exercise}.py")
            self.console.print(f"    make reset EX={name}", soft_wrap=True)
            return
        self.say(FIRST_STEP if target.status is Status.NOT_STARTED else OTHER_STEP, file=f"{target.exercise}.py")
        self.console.print(f"    {command.format(name=name)}", soft_wrap=True)

    def after_one(self, course: Course, result: SubmissionResult, command: str) -> None:
        """Print what comes after exercises that were asked for by name: the next one of the course, if these are done."""
        if any(verdict.status is not Status.PASSED for verdict in result.verdicts):
            return
        ids = [exercise.id for exercise in course.exercises]
        last = max(ids.index(verdict.exercise) for verdict in result.verdicts)
        if last + 1 < len(ids):
            self.say("Done. Next: open exercises/{file}, then run:", file=f"{ids[last + 1]}.py")
            self.console.print(f"    {command.format(name=ids[last + 1].partition('/')[2])}", soft_wrap=True)
        else:
            self.say("Done; this was the course's last. How the others stand:")
            self.console.print("    make check", soft_wrap=True)

    def verdict(self, verdict: Verdict) -> None:
        """Print one verdict in full."""
        (symbol, words), style = LOOKS[verdict.status], STYLES.get(verdict.status, "red")
        self.console.print()
        self.console.print(
            Text(
                f"{symbol} {verdict.exercise}: {self.translate(words)}, {verdict.points:g}/{verdict.max_points:g}",
                style=f"bold {style}",
            )
        )
        for message in verdict.messages:
            self.indented(message.render(self.translate), 2)
        if any(criterion.passed is not None for criterion in verdict.criteria):
            self._criteria(verdict)
        if verdict.output.strip():
            self.say("\nWhat your code printed:")
            self.indented("\n".join(verdict.output.strip().splitlines()[-MAX_OUTPUT_LINES:]), 2)

    def _criteria(self, verdict: Verdict) -> None:
        """Print the causes first, each with one case; then every criterion, in full where no cause explains it."""
        results = {criterion.name: criterion for criterion in verdict.criteria}
        for cause in verdict.causes:
            self._cause(cause, results[cause.criteria[0]])
        if verdict.causes:
            self.console.print()
        shown = len(verdict.causes)
        for criterion in verdict.criteria:
            in_full = criterion.misconception is None and shown < MAX_CASES
            shown += in_full and criterion.passed is False
            self._criterion(criterion, in_full)
        hinted = any(criterion.hints for criterion in verdict.criteria if criterion.passed is False)
        if verdict.status is Status.FAILED and hinted:
            self.say("\nA hint, one step at a time:")
            self.console.print(f"    make hint EX={verdict.exercise.partition('/')[2]}", soft_wrap=True)

    def _cause(self, cause: Cause, first: CriterionResult) -> None:
        self.console.print()
        self.indented(sentence(cause.explanation.render(self.translate)), 2, "bold")
        if len(cause.criteria) > 1:
            counted = Message("This explains {count} criteria. The case of the first:", {"count": len(cause.criteria)})
            self.indented(counted.render(self.translate), 2)
        for message in first.messages:
            self.indented(message.render(self.translate), 6)

    def say(self, text: str, **parameters: Parameter) -> None:
        """Print a sentence."""
        self.console.print(Text(clean(Message(text, dict(parameters)).render(self.translate))))

    def _criterion(self, criterion: CriterionResult, in_full: bool) -> None:
        if criterion.passed is None and criterion.max_points == 0:
            return  # the CUDA side on a machine without a GPU
        symbol, style = {True: ("✔", "green"), False: ("✘", "red"), None: ("-", "dim")}[criterion.passed]
        title = clean(criterion.title.render(self.translate))
        line = f"{symbol} {title} ({criterion.points:g}/{criterion.max_points:g})"
        if criterion.misconception is not None:
            line += f"  {self.translate('see above')}"
        self.indented(line, 2, style)
        if criterion.passed is True or not in_full:
            return
        for message in criterion.messages:
            self.indented(message.render(self.translate), 6)
        if criterion.passed is False and criterion.hints:
            hint = Message("Hint: {hint}", {"hint": criterion.hints[0]})
            self.indented(hint.render(self.translate), 6, "cyan")

    def indented(self, text: str, columns: int, style: str = "") -> None:
        """Print text that is wrapped and moved to the right."""
        for line in Text(clean(text), style=style).wrap(self.console, self.console.width - columns):
            line.rstrip()
            self.console.print(Text(" " * columns) + line, soft_wrap=True)

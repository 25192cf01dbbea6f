"""How a class is getting on: a bar on a terminal, a line a submission elsewhere."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.commands.board import clean
from grader.words.messages import Message, Parameter, Translate


@dataclass(frozen=True)
class Fresh:
    """A submission that was judged now: whose, what it earned, and what its teacher should know."""

    student: str
    points: float
    max_points: float
    messages: tuple[Message, ...]


class ClassProgress:
    """Counts submissions done and failed, and shows the rate and the time that is left."""

    def __init__(self, total: int, translate: Translate) -> None:
        self.total = total
        self.translate = translate
        self.done = self.failed = self.fresh = 0
        self.start = time.monotonic()
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self.task = self.bar.add_task(translate("grading"), total=total)

    def __enter__(self) -> ClassProgress:
        if self.bar.disable:
            click.echo(self.translate("getting ready ..."), err=True)  # the first verdict may take a while
        else:
            self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self.bar.disable:
            self.bar.stop()

    def count(self, failed: bool, fresh: Fresh | None) -> None:
        """Count a submission, on which the grader itself `failed` or not; one judged now is named where there is no bar."""
        self.done += 1
        self.failed += failed
        if fresh is not None:
            self.fresh += 1
        if fresh is not None and self.bar.disable:
            points = f"{fresh.points:g}/{fresh.max_points:g}"
            told = "".join(f"  {message.render(self.translate)}" for message in fresh.messages[:1])
            click.echo(clean(f"[{self.done}/{self.total}] {fresh.student}: {points}{told}"), err=True)
        rate = self.fresh * 60 / max(time.monotonic() - self.start, 0.001)
        facts: dict[str, Parameter] = {"failed": self.failed, "rate": f"{rate:.0f}"}
        words = Message("grading, {failed} failed, {rate} a minute", facts).render(self.translate)
        self.bar.update(self.task, completed=self.done, description=words)

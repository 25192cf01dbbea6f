"""Run one public example of a statement in the worker and compare what it gives, by value. Judge's side."""

from __future__ import annotations

from collections.abc import Sequence

from grader.judge.checks import raises as must_raise
from grader.judge.comparison import same
from grader.judge.line import Line
from grader.words.messages import Message


class ExampleRunner:
    """The fixture `example`: `example(lines, gives=tensor([1.]))` or `example(lines, raises="ValueError")`."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def __call__(self, lines: Sequence[str], *, gives: object = None, raises: str = "") -> None:
        """Fail unless the last line, run after the others beside the learner's names, gives or raises what is shown."""
        if raises:
            must_raise(lambda: self._run(lines), raises)
        else:  # numbers are shown with four digits
            same(self._run(lines), gives, what=Message("{line}", {"line": lines[-1]}), rtol=1e-3, atol=1e-4)

    def _run(self, lines: Sequence[str]) -> object:
        return self.line.ask("example", lines=list(lines))

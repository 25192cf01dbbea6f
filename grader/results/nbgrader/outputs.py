"""A verdict as outputs of notebook cells, the points in the one form in which nbgrader reads partial credit. No torch."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grader.results.nbgrader.answer import Answer
from grader.results.nbgrader.rendering import Rendering
from grader.words.messages import Translate, render_all
from grader.words.verdict import LOOKS, CriterionResult, Verdict


class Outputs:
    """Makes outputs in one language; `notes` say what was odd about the notebook."""

    def __init__(self, translate: Translate, notes: list[str], reveal: bool = True) -> None:
        self.translate = translate
        self.notes = notes
        self.reveal = reveal
        self.rendering = Rendering(translate, reveal)

    def of_verdict(self, verdict: Verdict, answer: Answer) -> list[NotebookNode]:
        """Return what stands under the answer: how it went, causes, notes."""
        head = f"{verdict.exercise}: {self.translate(LOOKS[verdict.status][1])}, {verdict.points:g}/{verdict.max_points:g}"
        said = [head, *self.notes, render_all(verdict.messages, self.translate)]
        said += [cause.explanation.render(self.translate) for cause in verdict.causes]
        return [_shown("\n".join(filter(None, said)), self.rendering.verdict(verdict, answer, self.notes, criteria=False))]

    def of_criterion(self, criterion: CriterionResult, verdict: Verdict) -> list[NotebookNode]:
        """Return what stands under a criterion: the message for people, then the number that nbgrader takes for the score.

        Nothing goes to an error stream: nbgrader gives no points to a cell that has one.
        """
        messages = criterion.messages if self.reveal or criterion.passed is None else ()
        text = render_all(messages, self.translate) or criterion.title.render(self.translate)
        score = new_output("execute_result", {"text/plain": repr(criterion.points)}, execution_count=1)
        return [_shown(text, self.rendering.criterion(criterion, verdict)), score]


def _shown(text: str, html: str) -> NotebookNode:
    output: NotebookNode = new_output("display_data", {"text/plain": text, "text/html": html})
    return output

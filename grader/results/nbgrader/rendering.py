"""Verdicts as HTML inside a notebook: for `%check` and graded cells; autoescaped, wrong cells of grids marked. No torch."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import msgspec
from markupsafe import Markup, escape

from grader.results.nbgrader.answer import Answer
from grader.words.messages import Message, Parameter, Translate, sentence
from grader.words.verdict import CUDA_SUFFIX, LOOKS, CriterionResult, Status, Verdict

TEMPLATES = Path(__file__).resolve().parent / "templates"
MARKED = re.compile(r"\[(\s*[-+.\w]+)\]")
MARKING = "got:"  # the message whose grid shows wrong cells in brackets; elsewhere `[0]` is an index, or a learner's own line
MAX_CASES = 3
MAX_OUTPUT_LINES = 20
LINE_END = re.compile(r"\r\n|\r|\n")


class Rendering:
    """Renders in one language; without `reveal` failing cases are kept back, and what code printed, which may be its inputs."""

    def __init__(self, translate: Translate, reveal: bool = True) -> None:
        self.translate = translate
        self.reveal = reveal
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals.update(
            _=self._say,
            mark=lambda status: LOOKS[status][0],
            word=lambda status: translate(LOOKS[status][1]),
            number=lambda value: f"{value:g}",
            said=lambda message: message.render(translate),
            shown=self._shown,
            sentence=sentence,
            reveal=reveal,
        )

    def verdict(self, verdict: Verdict, answer: Answer, notes: list[str], *, criteria: bool = True) -> str:
        """Return one verdict: causes first, each with a case; then, with `criteria`, the list of all of them."""
        results = {one.name: one for one in verdict.criteria}
        return self.environment.get_template("verdict.html").render(
            verdict=verdict,
            notes=notes,
            causes=[(cause, results[cause.criteria[0]]) for cause in verdict.causes],
            criteria=_listed(verdict) if criteria else [],
            printed="\n".join(verdict.output.strip().splitlines()[-MAX_OUTPUT_LINES:]),
            code=LINE_END.split(answer.text.rstrip("\n")) if answer.composed else [],
            quiet=verdict.status in (Status.PASSED, Status.FAILED),
        )

    def criterion(self, criterion: CriterionResult, verdict: Verdict) -> str:
        """Return one criterion: points, the misconception where it is known, the case, the idea."""
        cause = next((one for one in verdict.causes if one.slug == criterion.misconception), None)
        return self.environment.get_template("criterion.html").render(criterion=criterion, cause=cause)

    def _shown(self, messages: tuple[Message, ...]) -> Markup:
        """Return messages with the marked cells of their grids in colour, too."""
        parts: list[str] = []
        for message in messages:
            text = msgspec.structs.replace(message, lines=()).render(self.translate)
            parts += [str(escape(text))] if text else []
            lines = [str(escape(line)) for line in message.lines]
            parts += [MARKED.sub(r"<mark>[\1]</mark>", line) for line in lines] if message.text == MARKING else lines
        return Markup("\n".join(parts))

    def _say(self, text: str, **parameters: Parameter) -> str:
        return Message(text, parameters).render(self.translate)


def _listed(verdict: Verdict) -> list[tuple[CriterionResult, bool]]:
    """Return the criteria that count, and whether each is shown in full: what a cause explains stands above already."""
    shown = len(verdict.causes)
    found = []
    for one in verdict.criteria:
        if one.passed is None and one.name.endswith(CUDA_SUFFIX):
            continue
        in_full = one.passed is not True and one.misconception is None and shown < MAX_CASES
        shown += in_full and one.passed is False
        found.append((one, in_full))
    return found if any(one.passed is not None for one, _ in found) else []

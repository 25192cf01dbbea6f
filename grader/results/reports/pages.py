"""The pages themselves: jinja2 templates, autoescaped, with style and script inside. No torch."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import jinja2
from markupsafe import Markup

from grader.results.gradebook.steps import plain
from grader.results.reading import ReadResults, ReadSubmission, ReadVerdict
from grader.results.reports.code import Line, blocks, named_lines, numbered
from grader.results.reports.pictures import drawing
from grader.results.reports.statistics import BINS, ClassFigures, class_figures
from grader.words.messages import Message, Parameter, Translate, sentence
from grader.words.verdict import LOOKS, Status

TEMPLATES = Path(__file__).resolve().parent / "templates"
CLASS_PAGE = "index.html"
FEEDBACK_FOLDER = "feedback"
MOST_LINKS = 10
UNSAFE = re.compile(r"[^\w.-]+")


class Reveal(StrEnum):
    """What students see: failing cases with expected values, titles and hints only, or points alone."""

    CASES = "cases"
    HINTS = "hints"
    MARKS = "marks"


def page_name(student: str) -> str:
    """Return the file name of a student's page: readable, and one's own whatever the name holds."""
    short = UNSAFE.sub("_", student)[:60].strip("._")
    return f"{short}-{hashlib.sha256(student.encode()).hexdigest()[:8]}.html"


def environment(translate: Translate, language: str) -> jinja2.Environment:
    """Return what every page is made with: autoescape, and the words and numbers of one language."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def say(text: str, **parameters: Parameter) -> str:
        return Message(text, parameters).render(translate)

    made.globals.update(
        _=say,
        mark=lambda status: LOOKS[status][0],
        word=lambda status: translate(LOOKS[status][1]),
        percent=lambda share: "–" if share is None else f"{100 * share:.0f} %",
        number=lambda value: f"{value:g}",
        short=lambda value: f"{value:.4g}",
        points=plain,
        render=lambda message: message.render(translate),
        decimal=lambda value: "–" if value is None else f"{value:.2f}",
        language={"zh": "zh-Hans"}.get(language, language),
        style=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
        script=Markup((TEMPLATES / "table.js").read_text(encoding="utf-8")),
        page_name=page_name,
        sentence=sentence,
    )
    return made


class Pages:
    """Renders pages in one language; `reveal` says what students see.

    From the students in `kept_back` they are kept back all the same.

    What a learner's code printed may be its inputs: it is shown with the cases alone.
    """

    def __init__(
        self,
        results: ReadResults,
        translate: Translate,
        language: str,
        reveal: Reveal = Reveal.CASES,
        kept_back: frozenset[str] = frozenset(),
    ) -> None:
        self.results = results
        self.reveal = reveal
        self.kept_back = kept_back
        self.environment = environment(translate, language)
        self.environment.globals.update(course=results.course)

    def class_page(self) -> str:
        """Return the class report."""
        figures = class_figures(self.results)
        names = [one.exercise for one in figures.exercises]
        return self.environment.get_template("class.html").render(
            figures=figures,
            bars=_bars(figures),
            by_exercise=[
                (name, held) for name in names if (held := [one for one in figures.misconceptions if one.exercise == name])
            ],
            folder=FEEDBACK_FOLDER,
        )

    def feedback_pages(self, sources: Mapping[str, Mapping[str, str | None]]) -> Iterator[tuple[str, str]]:
        """Yield (file name, page) for each student; `sources` has their files by student and exercise, where they are at hand."""
        for submission in self.results.submissions:
            yield page_name(submission.student), self.feedback_page(submission, sources.get(submission.student, {}))

    def feedback_page(self, submission: ReadSubmission, files: Mapping[str, str | None]) -> str:
        """Return one student's page."""
        reveal = self._reveal(submission.student)
        shown = submission.exercises if reveal is not Reveal.MARKS else ()
        code = {one.exercise: _code(files.get(one.exercise), one, reveal) for one in shown}
        template = self.environment.get_template("feedback.html")
        return template.render(
            submission=submission,
            shown=[one for one in shown if one.status not in (Status.NOT_STARTED, Status.MISSING)],
            code=code,
            linked=lambda exercise, text: sorted(named_lines([text]) & {line.number for line in code[exercise]})[:MOST_LINKS],
            Status=Status,
            reveal=reveal is Reveal.CASES,
            folded={one.exercise: {name for cause in one.causes for name in cause.criteria[1:]} for one in shown},
            said={one.exercise: _said(one, reveal) for one in shown},
            drawing=drawing,
            blocks=blocks,
        )

    def _reveal(self, student: str) -> Reveal:
        return Reveal.HINTS if self.reveal is Reveal.CASES and student in self.kept_back else self.reveal


def _said(verdict: ReadVerdict, reveal: Reveal) -> str:
    """Return what is said of a whole exercise; where a criterion failed it may be that one's case."""
    judged = any(criterion.passed is False for criterion in verdict.criteria)
    if reveal is Reveal.CASES and verdict.causes and verdict.status is Status.FAILED:
        return "" if verdict.message == verdict.causes[0].message else verdict.message  # a name that is missing leads
    if verdict.causes or verdict.status in (Status.PASSED, Status.FAILED) or (judged and reveal is not Reveal.CASES):
        return ""
    return verdict.message


def _code(source: str | None, verdict: ReadVerdict, reveal: Reveal) -> tuple[Line, ...]:
    """Return the lines of a file that has something to mend, with those marked that the page speaks of."""
    if source is None or verdict.status in (Status.PASSED, Status.NOT_STARTED, Status.MISSING):
        return ()
    said = [_said(verdict, reveal)]
    if reveal is Reveal.CASES:
        said += [verdict.message, *(criterion.message for criterion in verdict.criteria)]
    return numbered(source, named_lines(said))


def _bars(figures: ClassFigures) -> list[tuple[str, int, float]]:
    """Return (range, count, height from 0 to 1) for each bin."""
    most = max(figures.histogram, default=0) or 1
    return [
        (f"{100 * place // BINS}–{100 * (place + 1) // BINS}", count, count / most)
        for place, count in enumerate(figures.histogram)
    ]

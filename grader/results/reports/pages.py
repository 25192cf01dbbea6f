"""The pages themselves: jinja2 templates, autoescaped, with style and script inside. No torch."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import jinja2
from markupsafe import Markup

from grader.results.gradebook.steps import plain
from grader.results.reading import ReadResults, ReadSubmission, ReadVerdict
from grader.results.reports.statistics import BINS, ClassFigures, class_figures
from grader.words.messages import Message, Parameter, Translate, sentence
from grader.words.verdict import LOOKS, Status

TEMPLATES = Path(__file__).resolve().parent / "templates"
CLASS_PAGE = "index.html"
FEEDBACK_FOLDER = "feedback"
LINE = re.compile(r"^ *(?:line|第) (\d+)", re.MULTILINE)
LINE_END = re.compile(r"\r\n|\r|\n")  # as Python counts them: a form feed ends none
UNSAFE = re.compile(r"[^\w.-]+")
MOST_LINES = 2000


def page_name(student: str) -> str:
    """Return the file name of a student's page: readable, and one's own whatever the name holds."""
    short = UNSAFE.sub("_", student)[:60].strip("._")
    return f"{short}-{hashlib.sha256(student.encode()).hexdigest()[:8]}.html"


class Pages:
    """Renders pages in one language; `reveal` says whether failing cases are shown, or only titles and hints.

    From the students in `kept_back` they are kept back all the same.

    What a learner's code printed may be its inputs: it is shown with the cases alone.
    """

    def __init__(self, results: ReadResults, translate: Translate, language: str, reveal: bool = True,
                 kept_back: frozenset[str] = frozenset()) -> None:  # fmt: skip
        self.results = results
        self.translate = translate
        self.reveal = reveal
        self.kept_back = kept_back
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
            percent=lambda share: "–" if share is None else f"{100 * share:.0f} %",
            number=lambda value: f"{value:g}",
            decimal=lambda value: "–" if value is None else f"{value:.2f}",
            language={"zh": "zh-Hans"}.get(language, language),
            course=results.course,
            style=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
            script=Markup((TEMPLATES / "table.js").read_text(encoding="utf-8")),
            page_name=page_name,
            sentence=sentence,
            short=plain,
            render=lambda message: message.render(translate),
        )

    def class_page(self) -> str:
        """Return the class report."""
        figures = class_figures(self.results)
        return self.environment.get_template("class.html").render(
            figures=figures,
            bars=_bars(figures),
            folder=FEEDBACK_FOLDER,
        )

    def feedback_pages(self, sources: Mapping[str, Mapping[str, str | None]]) -> Iterator[tuple[str, str]]:
        """Yield (file name, page) for each student; `sources` has their files by student and exercise, where they are at hand."""
        for submission in self.results.submissions:
            yield page_name(submission.student), self.feedback_page(submission, sources.get(submission.student, {}))

    def feedback_page(self, submission: ReadSubmission, files: Mapping[str, str | None]) -> str:
        """Return one student's page."""
        reveal = self.reveal and submission.student not in self.kept_back
        code = {one.exercise: _numbered(files.get(one.exercise), one, reveal) for one in submission.exercises}
        template = self.environment.get_template("feedback.html")
        return template.render(submission=submission, code=code, reveal=reveal, Status=Status)

    def _say(self, text: str, **parameters: Parameter) -> str:
        return Message(text, parameters).render(self.translate)


def _bars(figures: ClassFigures) -> list[tuple[str, int, float]]:
    """Return (range, count, height from 0 to 1) for each bin."""
    most = max(figures.histogram, default=0) or 1
    return [
        (f"{100 * place // BINS}–{100 * (place + 1) // BINS}", count, count / most)
        for place, count in enumerate(figures.histogram)
    ]


def _numbered(source: str | None, verdict: ReadVerdict, reveal: bool) -> list[tuple[int, str, bool]]:
    """Return the lines of a file with their numbers, and whether a message that the page shows names them."""
    if source is None or verdict.status in (Status.PASSED, Status.NOT_STARTED, Status.MISSING):
        return []
    said = "\n".join([verdict.message, *(criterion.message for criterion in verdict.criteria if reveal)])
    named = {int(number) for number in LINE.findall(said)}
    return [(number, line, number in named) for number, line in enumerate(LINE_END.split(source)[:MOST_LINES], start=1)]

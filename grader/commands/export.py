"""`grader export`: results in the format of another platform."""

from __future__ import annotations

import datetime
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from grader.commands import book as books
from grader.commands import options
from grader.commands.board import clean
from grader.results.exports import github, platforms, sheets
from grader.results.exports.cells import read_sheet
from grader.results.exports.junit import junit
from grader.results.gradebook.marked import with_absent, with_marks
from grader.results.reading import ReadResults, ReadSubmission, read_results
from grader.words.errors import UsageError
from grader.words.messages import Translate

FORMATS = ("gradescope", "github", "classroom50", "junit", "csv", "canvas", "moodle")
MARKED = ("gradescope", "csv", "canvas", "moodle")  # what can hold a gradebook's mark
MARKS_ONLY = ("gradescope", "classroom50")  # what is written there is the mark; a grader's failure writes nothing
TAKEN_BY = {
    "student": ("gradescope", "github", "classroom50"),
    "sheet": ("canvas", "moodle"),
    "match": ("canvas", "moodle"),
    "column": ("canvas",),
    "grade_column": ("moodle",),
    "maximum_column": ("moodle",),
    "feedback_column": ("moodle",),
    "folder": ("github",),
}
SUMMARY = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True)
class Columns:
    """What the columns of a teacher's sheet are called."""

    match: str
    assignment: str | None
    grade: str
    maximum: str
    feedback: str


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(FORMATS), required=True)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; default: standard output.")
@click.option("--student", help="Whose result, for gradescope, github, classroom50; default: the only one (github: or all).")
@click.option("--sheet", type=click.Path(path_type=Path), help="The sheet that you downloaded from Canvas or Moodle.")
@click.option("--match", help="The sheet's column that names students as the submissions do.")
@click.option("--book", envvar=books.VARIABLE, show_envvar=True, metavar="FILE|URL",
              help="Write the gradebook's marks in --assignment, not the run's points.")  # fmt: skip
@click.option("--assignment", metavar="NAME", help="The gradebook's assignment; without --book, Canvas's column.")
@click.option("--column", help="Canvas: the assignment's column, its title or its number; default: --assignment.")
@click.option("--grade-column", default="Grade", show_default=True, help="Moodle: as the sheet calls it.")
@click.option("--maximum-column", default="Maximum grade", show_default=True, help="Moodle: as the sheet calls it.")
@click.option("--feedback-column", default="Feedback comments", show_default=True, help="Moodle: as the sheet calls it.")
@click.option("--folder", default="exercises/", show_default=True, help="GitHub: where the exercises lie in the repository.")
@options.language
def export(
    results: Path,
    kind: str,
    out: Path | None,
    student: str | None,
    sheet: Path | None,
    match: str | None,
    book: str | None,
    assignment: str | None,
    column: str | None,
    grade_column: str,
    maximum_column: str,
    feedback_column: str,
    folder: str,
    lang: str | None,
) -> int:
    """Write RESULTS (a folder or results.json) for another platform.

    Canvas and Moodle take back the sheet that they gave you: name it with --sheet, and only grades and feedback change in it.
    """
    for name, kinds in TAKEN_BY.items():
        if options.given(name) and kind not in kinds:
            text = "--{option} means nothing to {kind}, it is for {kinds}: leave it out"
            raise UsageError(text, option=name.replace("_", "-"), kind=kind, kinds=", ".join(kinds))
    translate = options.speech(lang)
    found = _with_marks(read_results(results), kind, book, assignment, translate)
    if kind in ("canvas", "moodle"):
        usual = "SIS Login ID" if kind == "canvas" else "Email address"
        columns = Columns(match or usual, column or assignment, grade_column, maximum_column, feedback_column)
        return _fill(kind, found, sheet, columns, out, translate)
    asked = [one for one in found.submissions if student in (None, one.student)]
    lost = tuple(one.student for one in asked if one.final is None and not one.judged and not one.excused)
    if lost and kind not in MARKS_ONLY:
        text = "the grader itself failed on: {names}. Their points are no marks yet: grade again, then export again."
        options.say(translate, text, err=True, names=_names(lost))
    if kind == "github":
        _github(found, student, folder, out, translate)
    else:
        _write(_exported(kind, found, student, translate), out)
    return 1 if lost else 0


def _with_marks(found: ReadResults, kind: str, book: str | None, assignment: str | None, translate: Translate) -> ReadResults:
    """Return the results with the gradebook's marks, if it is asked and the format can hold them."""
    asked = options.given("book") or assignment is not None
    if asked and kind not in MARKED:
        text = "{kind} holds the points of each criterion, and no mark of a gradebook: leave out --book and --assignment"
        raise UsageError(text, kind=kind)
    if asked and book is None and kind != "canvas":
        raise UsageError("which gradebook is it? --book names it; without --assignment the run's own points are written")
    if not asked or book is None:
        return found
    if assignment is None:
        raise UsageError("which assignment is it? --assignment NAME gives its name in the gradebook")
    contents = books.opened(book).contents()
    marked = with_marks(found, contents, assignment)
    books.tell_unrecorded(found, contents, assignment, translate)
    return marked if kind in MARKS_ONLY else with_absent(marked, contents, assignment)


def _github(found: ReadResults, student: str | None, folder: str, out: Path | None, translate: Translate) -> None:
    """Append the summary, print the annotations: of one submission, or of a class."""
    if student is None and len(found.submissions) > 1:
        _append_summary(github.class_summary(found, translate), out)
        click.echo(github.class_commands(found, translate), nl=False)
        return
    one = found.only(student)
    _append_summary(github.summary(one, translate), out)
    click.echo(github.workflow_commands(one, folder, translate), nl=False)


def _exported(kind: str, found: ReadResults, student: str | None, translate: Translate) -> bytes:
    match kind:
        case "gradescope":
            return platforms.gradescope(_judged(found.only(student)), translate)
        case "classroom50":
            now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            return platforms.classroom50(_judged(found.only(student)), os.environ, now)
        case "junit":
            return junit(found)
    return sheets.plain_table(found)


def _judged(submission: ReadSubmission) -> ReadSubmission:
    """Return it if its points are a mark: the platform takes whatever is written for one."""
    if submission.mark is not None and submission.final is None:
        text = "the gradebook has no mark to give to {student}, or excuses the student: nothing is written"
        raise UsageError(text, student=submission.student)
    if submission.final is None:
        text = (
            "the grader itself failed on {student}: nothing is written, it would count as a mark. Grade again, then export again."
        )
        raise UsageError(text, student=submission.student)
    return submission


def _fill(kind: str, found: ReadResults, path: Path | None, columns: Columns, out: Path | None, translate: Translate) -> int:
    if path is None:
        raise UsageError("{kind} takes back the sheet that it gave you: download it there and name it with --sheet", kind=kind)
    if kind == "canvas":
        if columns.assignment is None:
            raise UsageError("which column is it? --assignment gives the assignment's title in the sheet, or its number")
        filled = sheets.canvas(found, read_sheet(path), columns.assignment, columns.match)
    else:
        names = (columns.match, columns.grade, columns.maximum, columns.feedback)
        filled = sheets.moodle(found, read_sheet(path), *names, translate)
    _write(filled.data, out)
    options.say(translate, "{count} grades are filled in", err=True, count=filled.placed)
    if filled.scale:
        ours, theirs = filled.scale
        text = "marks are out of {ours} here and out of {theirs} in the sheet: each is written as the same share of {theirs}"
        options.say(translate, text, err=True, ours=f"{ours:g}", theirs=f"{theirs:g}")
    if filled.results_without:
        options.say(translate, "not in the sheet: {names}", err=True, names=_names(filled.results_without))
    if filled.rows_without:
        options.say(translate, "without a result, left as they were: {names}", err=True, names=_names(filled.rows_without))
    if filled.not_judged:
        text = "the grader itself failed on them, left as they were: {names}. Grade again, then export again."
        options.say(translate, text, err=True, names=_names(filled.not_judged))
    if filled.without_mark:
        text = "without a mark to write here, left as they were: {names}"
        options.say(translate, text, err=True, names=_names(filled.without_mark))
    if not filled.has_feedback:
        text = "no feedback is written, for the sheet has no column '{name}': --feedback-column says which one it is"
        options.say(translate, text, err=True, name=columns.feedback)
    return 0 if filled.placed and not filled.results_without and not filled.not_judged else 1


def _names(names: tuple[str, ...]) -> str:
    return clean(", ".join(names))


def _append_summary(text: str, out: Path | None) -> None:
    target = out or (Path(os.environ[SUMMARY]) if os.environ.get(SUMMARY) else None)
    if target is not None:
        with options.writing(target), target.open("a", encoding="utf-8") as stream:
            stream.write(text)


def _write(data: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        options.write(out, data)

"""`grader report`: the class report and a feedback page for each student, as files to open or to send."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from grader.commands import book as books
from grader.commands import options
from grader.course.language import pick_language
from grader.results.gradebook.marked import still_open, with_marks, with_names
from grader.results.reading import ReadResults, read_results
from grader.results.reports.pages import CLASS_PAGE, FEEDBACK_FOLDER, Pages, Reveal, page_name
from grader.results.reports.written import Written
from grader.results.roster import read_roster
from grader.results.submissions import find_submissions, read_submission, student_name
from grader.words.errors import UsageError
from grader.words.messages import Translate


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The folder to write; default: report/ in RESULTS.")
@click.option(
    "--submissions", type=click.Path(path_type=Path), help="What was graded: the pages then show each student's own file."
)
@click.option("--roster", type=click.Path(path_type=Path), help="CSV file of the class: pages then name each student in full.")
@click.option("--reveal", type=click.Choice(["cases", "hints", "marks", "auto"]),
              help="What students see: failing cases, titles and hints only, points alone; auto: cases from the student's own "
                   "deadline on, hints before. Default: auto with --assignment, cases without.")  # fmt: skip
@click.option("--assignment", metavar="NAME", help="Show the marks that the gradebook has in this assignment.")
@books.option
@options.language
def report(results: Path, out: Path | None, submissions: Path | None, roster: Path | None, reveal: str | None,
           assignment: str | None, book: str, lang: str | None) -> int:  # fmt: skip
    """Write pages from RESULTS (a folder or results.json): index.html for the teacher, feedback/ for the students.

    Each page stands alone: no network, nothing beside it. Messages are in the language in which the class was graded.
    """
    translate = options.speech(lang)
    found = read_results(results)
    kept_back: frozenset[str] = frozenset()
    reveal = reveal or ("cases" if assignment is None else "auto")
    if assignment is not None:
        found, kept_back = _marked(found, book, assignment, reveal == "auto", translate)
    elif reveal == "auto" or options.given("book"):
        raise UsageError("which assignment is it? --assignment NAME gives its name in the gradebook")
    if roster is not None:
        found = with_names(found, read_roster(roster))
    folder = out or (results if results.is_dir() else results.parent) / "report"
    sources = _sources(found, submissions)
    shown = Reveal.CASES if reveal == "auto" else Reveal(reveal)
    pages = Pages(found, translate, pick_language(lang, os.environ), shown, kept_back)
    removed = _write(pages, folder, sources)
    options.say(translate, "the class report: {file}", file=str(folder / CLASS_PAGE))
    count = len(found.submissions)
    options.say(translate, "{count} feedback pages: {folder}", count=count, folder=str(folder / FEEDBACK_FOLDER))
    if kept_back:
        options.say(translate, "failing cases are kept back from {count} students until their own deadline", count=len(kept_back))
    if removed:
        options.say(translate, "{count} pages of students who are no longer there were removed", count=removed)
    return 0


def _marked(
    found: ReadResults, book: str, assignment: str, by_deadline: bool, translate: Translate
) -> tuple[ReadResults, frozenset[str]]:
    """Return the results with their marks, and from whom cases are kept back."""
    contents = books.opened(book).contents()
    marked = with_marks(found, contents, assignment)
    books.tell_unrecorded(found, contents, assignment, translate)
    students = tuple(one.student for one in found.submissions)
    return marked, still_open(contents, assignment, students, books.now()) if by_deadline else frozenset()


def _write(pages: Pages, folder: Path, sources: Mapping[str, Mapping[str, str | None]]) -> int:
    """Write all pages; return how many of an earlier report were removed."""
    feedback = folder / FEEDBACK_FOLDER
    with options.writing(folder):
        feedback.mkdir(parents=True, exist_ok=True)
        written = Written(feedback)
        written.plan(page_name(one.student) for one in pages.results.submissions)
    for name, page in pages.feedback_pages(sources):
        options.write(feedback / name, page.encode())
    options.write(folder / CLASS_PAGE, pages.class_page().encode())
    with options.writing(folder):
        return written.finish()


def _sources(found: ReadResults, folder: Path | None) -> Mapping[str, Mapping[str, str | None]]:
    """Return the students' files by student and exercise."""
    if folder is None:
        return {}
    exercises = tuple(dict.fromkeys(verdict.exercise for one in found.submissions for verdict in one.exercises))
    return {student_name(path): read_submission(path, exercises).files for path in find_submissions(folder)}

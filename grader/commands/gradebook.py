"""`grader gradebook`: the term, the roster and what was graded go into the gradebook; nothing in it is ever changed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import click

from grader.commands import book as books
from grader.commands import options
from grader.commands.board import clean
from grader.commands.decide import adjust, excuse, extend, grant, withdraw
from grader.commands.marks import history, listing, show
from grader.results.collected import read_collected
from grader.results.gradebook.contents import Contents
from grader.results.gradebook.given_times import read_times
from grader.results.gradebook.recording import Recording, recording, times_before, times_of, unrecorded
from grader.results.gradebook.term import Term, read_term
from grader.results.reading import ReadResults, read_results
from grader.results.roster import Roster, read_roster
from grader.results.times import shown
from grader.words.errors import UsageError
from grader.words.messages import Translate


@click.group()
def gradebook() -> None:
    """Keep a term's marks: due dates, lateness, extensions, excuses, adjustments.

    Everything is added and nothing is changed: marks are computed anew each time, and the history stays.
    """


@gradebook.command()
@click.argument("file", type=click.Path(path_type=Path))
@books.option
@options.language
def apply(file: Path, book: str, lang: str | None) -> int:
    """Make the assignments and the late policy in FILE (TOML) the ones that hold; begins the gradebook if there is none.

    Change the file and apply it again as often as you like: marks follow, and the history keeps what held before.
    """
    course = options.here()
    translate = options.speech(lang, course.root)
    term, source = read_term(file, lambda name: course.find(name).id)
    opened = books.opened(book, create=True)
    before = opened.contents()
    changed = opened.apply(term, source, books.login(), books.now())
    if not changed:
        options.say(translate, "{file} is what holds already", file=str(file))
        return 0
    options.say(translate, "{name}: assignments: {count}; the gradebook: {book}", name=clean(term.name),
                count=len(term.assignments), book=opened.name)  # fmt: skip
    for one in term.assignments:
        click.echo(clean(f"  {one.name}  {shown(one.due)}"))
    _tell_forgotten(term, {one.assignment for one in before.gradings}, translate)
    if before.terms:
        books.tell_changes(before.marks(), before.marks(term), translate)
    return 0


def _tell_forgotten(term: Term, graded: set[str], translate: Translate) -> None:
    forgotten = sorted(graded - {one.name for one in term.assignments})
    if forgotten:
        text = "no longer in the term, though graded; its gradings are kept: {names}"
        options.say(translate, text, err=True, names=clean(", ".join(forgotten)))


@gradebook.command()
@click.argument("file", type=click.Path(path_type=Path))
@books.option
@options.language
def roster(file: Path, book: str, lang: str | None) -> int:
    """Make the students in FILE (CSV) the class; whoever is no longer in it keeps what was graded."""
    translate = options.speech(lang)
    found = read_roster(file)
    opened = books.opened(book, create=True)
    changed, gone = opened.enrol(found, books.login(), books.now())
    options.say(translate, "students: {count}; new or changed: {changed}", count=len(found.students), changed=changed)
    if gone:
        text = "no longer in the roster; what was graded is kept: {names}"
        options.say(translate, text, err=True, names=clean(", ".join(gone)))
    return 0


@gradebook.command()
@click.argument("results", type=click.Path(path_type=Path))
@books.assignment
@click.option("--submissions", type=click.Path(path_type=Path), help="What was graded, as `collect` wrote it: with times.")
@click.option("--times", "file", type=click.Path(path_type=Path),
              help="Times that hold before all others: a CSV file `student,time`, or Moodle's grading worksheet.")  # fmt: skip
@books.option
@options.language
def record(
    results: Path, assignment: str, submissions: Path | None, file: Path | None, book: str, lang: str | None
) -> int:
    """Add the gradings of a run in RESULTS (a folder or results.json). Recorded twice, they are there once.

    Of whom nobody says a time, the one that was recorded before is taken.

    Whom the grader itself failed on gets none, and keeps what was recorded before. Exit code 1 if there is anyone of them.
    """
    translate = options.speech(lang)
    opened = books.opened(book)
    contents = opened.contents()
    chosen = contents.term.assignment(assignment)
    found, graded_at = read_results(results), _written_at(results)
    earlier = times_before(contents.gradings, chosen)
    collected = _times(submissions) if submissions is not None else {}
    given = _given(file, contents, found, translate) if file is not None else {}
    times = {**earlier, **{student: time for student, time in collected.items() if time}, **given}
    made = recording(found, chosen, times, graded_at, books.login(), books.now())
    new = opened.record(made.gradings)
    options.say(translate, "{assignment}: gradings recorded: {new}; there already: {same}", assignment=clean(chosen.name),
                new=new, same=len(made.gradings) - new)  # fmt: skip
    if regraded := sorted({one.student for one in contents.gradings if new and one.assignment == chosen.name}):
        before, after = contents.marks(students=regraded), opened.contents().marks(students=regraded)
        books.tell_changes(before, after, translate)
    _tell_left_out(made, contents.roster, translate)
    _tell_times(made.without_time, [one for one, time in collected.items() if not time and one in earlier.keys() - given.keys()],
                translate)  # fmt: skip
    if submissions is None:
        changed = unrecorded(found, chosen, contents.gradings)
        _tell_carried_over([one for one in changed if one not in given and times.get(one) is not None], translate)
    return 1 if made.not_judged else 0


def _tell_left_out(made: Recording, roster: Roster, translate: Translate) -> None:
    listed = {one.student for one in roster.students}
    strangers = [one.student for one in made.gradings if listed and one.student not in listed]
    if made.not_judged:
        text = "the grader itself failed on them, so nothing is recorded: {names}. Grade again, then record again."
        options.say(translate, text, err=True, names=clean(", ".join(made.not_judged)))
    if strangers:
        options.say(translate, "not in the roster, and recorded: {names}", err=True, names=clean(", ".join(strangers)))


def _tell_times(without: Sequence[str], as_before: Sequence[str], translate: Translate) -> None:
    if without:
        text = (
            "when these were handed in is not known, so they are not late: {names}. `--submissions FOLDER` names the folder that "
            "`grader collect` wrote, `--times FILE` a file that says it."
        )
        options.say(translate, text, err=True, names=clean(", ".join(without)))
    if as_before:
        text = (
            "when these were handed in is not known; the time that was recorded before is taken: {names}. `--times FILE` names a "
            "file that says it."
        )
        options.say(translate, text, err=True, names=clean(", ".join(as_before)))


def _tell_carried_over(students: list[str], translate: Translate) -> None:
    if students:
        text = (
            "other verdicts than before, and the time of the submission recorded before: {names}. If they handed in again since, "
            "record with `--submissions FOLDER`: it has the new times."
        )
        options.say(translate, text, err=True, names=clean(", ".join(students)))


def _written_at(results: Path) -> datetime.datetime:
    path = results / "results.json" if results.is_dir() else results
    return datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)


def _given(
    file: Path, contents: Contents, results: ReadResults, translate: Translate
) -> dict[str, datetime.datetime]:
    """Return the times in a file; say of whom there is one in vain, and which zone was taken."""
    given = read_times(file, contents.roster, {*contents.students, *(one.student for one in results.submissions)})
    if given.local is not None:
        text = "{file}: times without a zone are taken in this machine's zone, such as {time}"
        options.say(translate, text, file=clean(str(file)), time=shown(given.local))
    if given.unknown:
        text = "times in {file} of students who are not known: {names}"
        options.say(translate, text, err=True, file=clean(str(file)), names=clean(", ".join(given.unknown)))
    return given.times


def _times(folder: Path) -> dict[str, datetime.datetime | None]:
    found = read_collected(folder)
    if found is None:
        text = "{folder} has no collected.json, which says when each submission was handed in: `grader collect` writes it"
        raise UsageError(text, folder=str(folder))
    return times_of(found)


for command in (extend, excuse, adjust, grant, withdraw, show, history, listing):
    gradebook.add_command(command)

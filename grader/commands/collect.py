"""`grader collect`: what teachers have, as one folder for each student, ready to be graded."""

from __future__ import annotations

import collections
import shlex
from pathlib import Path

import click
from rich.console import Console

from grader.commands import options
from grader.commands.board import clean
from grader.results.collecting.layouts import LAYOUTS, Wanted, find
from grader.results.collecting.naming import Naming
from grader.results.collecting.placing import place_submissions
from grader.results.collecting.writing import Collection, CollectionRun, FolderChange
from grader.results.roster import read_roster
from grader.results.times import parse_moment
from grader.words.errors import UsageError
from grader.words.messages import Message, Translate

MAX_NAMES = 4  # of the students with one and the same note


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
@click.option("--roster", "roster_file", type=click.Path(path_type=Path), help="CSV file of the class: ids, names, addresses.")
@click.option("--layout", type=click.Choice(LAYOUTS), default="auto", show_default=True, help="How SOURCE is laid out.")
@click.option("--assignment", metavar="NAME", help="nbgrader: which assignment, where there are several.")
@click.option("--until", metavar="TIME", help="Repositories: the last commit before; such as 2026-03-01T23:59 or with +08:00.")
@options.language
def collect(
    source: Path,
    destination: Path,
    roster_file: Path | None,
    layout: str,
    assignment: str | None,
    until: str | None,
    lang: str | None,
) -> int:
    """Bring SOURCE into DEST: one folder for each student, as `grader grade DEST` takes it.

    SOURCE is a folder of folders or zips, a zip as Canvas or Moodle downloads it, nbgrader's submitted/, or a list of students
    and Git repositories. Run it again to update DEST: what a newer submission replaces is kept in DEST/.earlier.

    Exit codes: 0 all placed; 1 something could not be placed, or somebody is absent; 2 usage error.
    """
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    _refuse_overlap(source, destination)
    roster = read_roster(roster_file) if roster_file is not None else None
    exercises = tuple(exercise.id for exercise in course.exercises)
    moment = parse_moment(until, local=True) if until is not None else None
    cache = destination.resolve().with_name(f".{destination.resolve().name}.repositories")
    with Console(stderr=True, highlight=False, markup=False, emoji=False).status(translate("collecting ...")):
        kind, haul = find(Wanted(source, layout, cache, assignment, moment), Naming(exercises))
    options.say(translate, "{file}, read as: {layout}", file=clean(str(source)), layout=kind)
    with options.writing(destination):
        collection = Collection(destination, exercises, translate, exact=moment is not None)
        with collection.opened() as known:
            written = collection.write(place_submissions(haul, roster, known), roster)
    _report(written, destination, translate)
    nothing = any(not one.files for one in written.collected.submissions)
    return 1 if nothing or written.collected.unplaced or written.collected.absent else 0


def _refuse_overlap(source: Path, destination: Path) -> None:
    """Refuse a DEST that would be collected itself the next time."""
    whole, part = source.resolve(), destination.resolve()
    if whole == part or whole in part.parents or part in whole.parents:
        text = "{folder} and {other} lie in one another: choose a folder elsewhere, so that nothing is collected twice"
        raise UsageError(text, folder=str(source), other=str(destination))


def _report(written: CollectionRun, destination: Path, translate: Translate) -> None:
    there = {one.student for one in written.collected.submissions if one.files}
    counts = collections.Counter(one.change for one in written.kept if one.student in there)
    text = "{count} submissions in {folder}: {new} new, {updated} changed, {unchanged} unchanged"
    options.say(
        translate, text, count=len(there), folder=clean(str(destination)),
        new=counts[FolderChange.NEW], updated=counts[FolderChange.UPDATED], unchanged=counts[FolderChange.UNCHANGED],
    )  # fmt: skip
    by_note: dict[str, list[str]] = collections.defaultdict(list)
    for one in written.kept:
        for note in one.notes:
            by_note[note].append(one.student)
    for note, students in by_note.items():
        more = Message("{names} and {count} more", {"names": ", ".join(students[:MAX_NAMES]), "count": len(students) - MAX_NAMES})
        names = more.render(translate) if len(students) > MAX_NAMES else ", ".join(students)
        _line(Message("{names}: {note}", {"names": names, "note": note}).render(translate))
    if written.collected.unplaced:
        options.say(translate, "\nnot placed:", err=True)
        for left in written.collected.unplaced:
            _line(Message("{path}: {reason}", {"path": left.path, "reason": left.reason}).render(translate), err=True)
    if empty := [one.student for one in written.collected.submissions if not one.files]:
        text = (
            "\nnothing to grade, so no mark yet, of {names}. A file that you place yourself counts: "
            "{folder}/STUDENT/NN_chapter/exercise.py"
        )
        options.say(translate, text, err=True, names=clean(", ".join(empty)), folder=clean(str(destination)))
    if written.collected.absent:
        names = clean(", ".join(written.collected.absent))
        options.say(translate, "\nabsent, {count} of the roster: {names}", err=True,
                    count=len(written.collected.absent), names=names)  # fmt: skip
    if there:
        options.say(translate, "\nNext:")
        click.echo(f"    grader grade {clean(shlex.quote(str(destination)))} --out RESULTS")


def _line(text: str, err: bool = False) -> None:
    click.echo(f"  {clean(' '.join(text.split()))}", err=err)

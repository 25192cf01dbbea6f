"""`grader regrade`: what a changed suite, reference or submission would change, before beside after; then apply it or drop it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.commands import options
from grader.commands.board import clean
from grader.commands.class_run import Run, submissions_in
from grader.results.document import RunRecord
from grader.results.journal import Handed
from grader.results.pool import available_cores
from grader.results.regrading import Change, changes, changes_csv, without_our_failures
from grader.results.store import Store
from grader.words.errors import UsageError
from grader.words.messages import Translate
from grader.words.verdict import LOOKS, Verdict

SHOWN = 40
PENDING = "regrade.csv"


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder that `grader grade` wrote.")
@click.option("--apply", "applied", is_flag=True, help="Make what is new the results; the earlier ones stay in the journal.")
@click.option("--drop", is_flag=True, help="Leave the results as they are.")
@click.option("--jobs", type=click.IntRange(1), help="Judges at once; default: one for each core.")
@options.cluster
@options.language
def regrade(
    submissions: Path, out: Path, applied: bool, drop: bool, jobs: int | None, cluster: str | None, lang: str | None
) -> int:
    """Judge again what a changed suite, reference, program or submission affects, and nothing else.

    Without --apply no result changes: RESULTS/regrade.csv and a table show before beside after.
    """
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    if not (out / "run.json").is_file():
        raise UsageError("{folder} holds no results. `grader grade SUBMISSIONS --out {folder}` makes some.", folder=str(out))
    if applied and drop:
        raise UsageError("--apply and --drop exclude each other")
    options.not_together(cluster, "jobs")
    if drop:
        (out / PENDING).unlink(missing_ok=True)
        options.say(translate, "nothing is changed: the results in {folder} stay as they were", folder=str(out))
        return 0
    paths = submissions_in(course, submissions, out, translate)
    store = Store(out, RunRecord(course.name, 0, "auto", "sandbox"), {}, translate)
    try:
        run = Run(course, store, paths, translate)
        judges = run.judges(out / "judge.log", cluster)
        after, failed = without_our_failures(store, run.regrade(judges, jobs or available_cores()))
        found = list(changes(store, after))
        _show([change for change in found if change.differs], len(found), translate)
        if failed:
            options.say(
                translate, "the grader itself failed on: {names}. What they had stays; the same command tries them again.",
                err=True, names=clean(", ".join(failed)),
            )  # fmt: skip
        return max(bool(failed), _apply(run, after, found, out) if applied else _leave(found, out, translate))
    finally:
        store.close()


def _leave(found: list[Change], out: Path, translate: Translate) -> int:
    """Write down what would change."""
    options.write(out / PENDING, changes_csv(found))
    if found:
        text = "all of it: {file}. `--apply` makes it the results, `--drop` forgets it."
        options.say(translate, text, file=str(out / PENDING))
    return 0


def _apply(run: Run, after: list[Handed], found: list[Change], out: Path) -> int:
    """Make it the results."""
    changed = {change.student for change in found}
    run.store.adopt([one for one in after if one.student in changed], run.students)
    run.store.write(run.students)
    (out / PENDING).unlink(missing_ok=True)
    return run.report(out)


def _show(differing: list[Change], judged: int, translate: Translate) -> None:
    """Print before beside after, and how many gain and lose."""
    if differing:
        heads = (translate("student"), translate("exercise"), translate("before"), translate("after"), translate("criteria"))
        table = Table(*heads, box=None, header_style="dim", pad_edge=False)
        for change in differing[:SHOWN]:
            before = _mark(change.before, translate) if change.before else "–"
            criteria = " ".join([*(f"+{name}" for name in change.met), *(f"-{name}" for name in change.unmet)])
            cells = (change.student, change.exercise, before, _mark(change.after, translate), criteria)
            table.add_row(*(Text(clean(cell)) for cell in cells))
        Console(highlight=False, markup=False, emoji=False).print(table)
        if len(differing) > SHOWN:
            options.say(translate, "and {count} more", count=len(differing) - SHOWN)
    gaining = sum(change.gain > 0 for change in differing)
    losing = sum(change.gain < 0 for change in differing)
    options.say(
        translate, "{count} verdicts are new, {changed} of them differ: {gaining} are worth more, {losing} less",
        count=judged, changed=len(differing), gaining=gaining, losing=losing,
    )  # fmt: skip


def _mark(verdict: Verdict, translate: Translate) -> str:
    return f"{translate(LOOKS[verdict.status][1])} {verdict.points:g}/{verdict.max_points:g}"

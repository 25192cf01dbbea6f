"""`grader ci`: recipes for platforms that grade on their own machines, ready to be uploaded or committed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from grader.commands import options
from grader.commands.autograde import autograde
from grader.course.catalogue import Course, Exercise
from grader.course.language import pick_language
from grader.words.errors import UsageError

ADDRESS = re.compile(r"https://[\w./~%:@+-]+", re.ASCII)
exercise_option = click.option(
    "--exercise", "exercises", multiple=True, metavar="EXERCISE", help="Only this one; may be given again."
)


def _address(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Take an address that stands in a workflow, a script and a program as it is, without quotes."""
    if value and not ADDRESS.fullmatch(value):
        raise UsageError("{text} is no address that pip could use here: it begins with https://, without spaces", text=value)
    return value


torch_index = click.option(
    "--torch-index", metavar="URL", default="", callback=_address,
    help="Where pip finds smaller builds of PyTorch: pytorch.org's Get Started page names the one for the CPU.",
)  # fmt: skip


@click.group()
def ci() -> None:
    """Write what GitHub Actions, Classroom 50 or Gradescope need to run the grader. docs/ci.md says what each is worth."""


@ci.command()
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
@click.option("--kind", type=click.Choice(["examples", "grade", "classroom50"]), help="Default: examples or grade, as fits DEST.")
@exercise_option
@torch_index
@options.language
def github(destination: Path, kind: str | None, exercises: tuple[str, ...], torch_index: str, lang: str | None) -> int:
    """Write a workflow for GitHub Actions into DEST, a repository's folder.

    In a bundle that `grader release` wrote: the public examples on each push, no secrets. In the whole course, your private
    repository: learners' repositories are fetched and graded with the hidden suites. classroom50: DEST is a new folder,
    an assignment's, with the autograder that Classroom 50's runner calls; public examples only.
    """
    from grader.results.recipes.classroom50 import write_assignment
    from grader.results.recipes.github import write_workflow

    language = pick_language(lang, os.environ)
    if kind == "classroom50":
        course = options.here(whole=True)
        translate = options.speech(lang, course.root)
        write_assignment(course, _chosen(course, exercises), language, destination, torch_index)
        text = "{folder} is written: commit it as the assignment's folder among your autograders. docs/ci.md says more."
        options.say(translate, text, folder=f"{destination}/")
        return 0
    written = write_workflow(destination, kind, exercises, language, torch_index)
    translate = options.speech(lang)
    options.say(translate, "the workflow is written: {file}. Commit it; docs/ci.md says what it does.", file=str(written.path))
    if written.kind == "grade":
        text = "It fetches what {file} lists, in two columns, student and repository (its https address), by the secret {secret}."
        options.say(translate, text, file=str(destination / "students.csv"), secret="SUBMISSIONS_TOKEN")
    return 0


@ci.command()
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST.zip")
@exercise_option
@click.option("--isolation", type=click.Choice(["sandbox", "process"]), default="sandbox", show_default=True,
              help="process: without walls, where Gradescope's machine allows none.")  # fmt: skip
@torch_index
@options.language
def gradescope(destination: Path, exercises: tuple[str, ...], isolation: str, torch_index: str, lang: str | None) -> int:
    """Write the autograder that is uploaded to Gradescope: its scripts, the program, suites and answers of the exercises.

    Where the walls can't be built there, a submission gets no mark, and you are told why.
    """
    from grader.results.criteria import criteria_of
    from grader.results.recipes.gradescope import Recipe, write_autograder

    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    chosen = _chosen(course, exercises)
    criteria_of(course, chosen)  # a broken suite is found here, not by the first student
    recipe = Recipe(course, chosen, isolation, pick_language(lang, os.environ), torch_index)
    count = write_autograder(recipe, destination, translate)
    text = "{count} files are in {file}, suites and answers among them: upload it to Gradescope, and give it to nobody else"
    options.say(translate, text, count=count, file=str(destination))
    if isolation == "process":
        options.say(translate, "no walls were asked for: a submission can read the suites there, and can forge its own mark")
    return 0


def _chosen(course: Course, names: tuple[str, ...]) -> tuple[Exercise, ...]:
    """Return the exercises of these names in the course's order; none named means all."""
    chosen = {course.find(name) for name in names} or set(course.exercises)
    return tuple(exercise for exercise in course.exercises if exercise in chosen)


ci.add_command(autograde)

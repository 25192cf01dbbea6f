"""Options that several commands share, and the words that they speak in."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from grader.course.catalogue import Course, find_root, load_course
from grader.course.language import pick_language, translator
from grader.results.files import write_atomically
from grader.words.errors import UsageError
from grader.words.messages import Message, Parameter, Translate

LANGUAGE = "language"


def _remember(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if isinstance(settings := context.find_root().obj, dict) and value:
        settings[LANGUAGE] = value  # for the message of an error that ends the command
    return value


language = click.option("--lang", type=click.Choice(["en", "zh"]), callback=_remember, help="Language; default: the locale's.")
device = click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
isolation = click.Choice(["auto", "sandbox", "process", "spawn"])  # spawn: as process, as on systems without fork
seed = click.option("--seed", type=click.IntRange(0), help="Seed of the drawn inputs; default: a new one.")

keep = click.option(
    "--keep/--no-keep", default=None, help="Keep the judge until nothing was asked for ten minutes; default: on a terminal."
)
cluster = click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler's address: its workers judge.")


def here(whole: bool = False) -> Course:
    """Return the course that the current folder is in; `whole` asks for answers and suites.

    Raises:
        UsageError: there is none, or it is a bundle for learners.
    """
    course = load_course(find_root(Path.cwd()))
    if whole:
        refuse_bundle(course)
    return course


def refuse_bundle(course: Course) -> None:
    """Refuse what needs more than a bundle for learners holds.

    Raises:
        UsageError: the course is one.
    """
    if course.released:
        text = "{folder} is a bundle for learners, with the public examples: suites, hints and answers are your teacher's."
        raise UsageError(text, folder=str(course.root))


def keep_by_default() -> bool:
    """Return whether somebody sits here who may ask again soon."""
    return sys.stdout.isatty() and not os.environ.get("CI")


def new_seed() -> int:
    """Return a seed for one run."""
    return int.from_bytes(os.urandom(4), "big")


def speech(lang: str | None, root: Path | None = None) -> Translate:
    """Return what puts messages into the language asked for, or the locale's."""
    return translator(pick_language(lang, os.environ), root)


def say(translate: Translate, text: str, /, *, err: bool = False, **parameters: Parameter) -> None:
    """Print one sentence."""
    click.echo(Message(text, dict(parameters)).render(translate), err=err)


def given(name: str) -> bool:
    """Whether the option stood on the command line."""
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def write(path: Path, data: bytes) -> None:
    """Write a file that the user named, whole or not at all.

    Raises:
        UsageError: it can't be written.
    """
    with writing(path):
        write_atomically(path, data)


def not_together(cluster: str | None, option: str) -> None:
    """Refuse an option that says how this machine judges where a cluster is asked to.

    Raises:
        UsageError: both were given.
    """
    if cluster is not None and given(option):
        text = "--{option} is about this machine: with --cluster, start as many workers as it shall have"
        raise UsageError(text, option=option)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say so where a file or folder that the user named can't be written."""
    try:
        yield
    except OSError as error:
        raise UsageError("{file} can't be written: {text}", file=str(path), text=str(error.strerror)) from error

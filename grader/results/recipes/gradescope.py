"""The zip that Gradescope builds an autograder from: its two scripts, the program, chosen exercises with their suites. No torch.

Layout: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.course.catalogue import Course, Exercise
from grader.results.exports.platforms import gradescope_failure
from grader.results.files import write_atomically
from grader.results.recipes.archive import zipped
from grader.results.recipes.course_files import grading_files
from grader.results.recipes.rendering import pinned, render, words
from grader.words.errors import UsageError
from grader.words.messages import Message, Translate

SCRIPTS = ("setup.sh", "run_autograder")
UV = "0.13.9"  # fetches a Python where the image's own will not do


@dataclass(frozen=True)
class Recipe:
    """What is graded, behind which walls, in which language; `torch_index` is where pip finds smaller builds of PyTorch."""

    course: Course
    exercises: tuple[Exercise, ...]
    isolation: str
    language: str
    torch_index: str = ""


def write_autograder(recipe: Recipe, destination: Path, translate: Translate) -> int:
    """Write the zip; return how many files it holds.

    Raises:
        UsageError: it is there already, is called otherwise than a zip, or can't be written.
    """
    if destination.suffix != ".zip":
        raise UsageError("{file} is no name of a zip: give it one such as autograder.zip", file=str(destination))
    if destination.exists():
        raise UsageError("{folder} is there already. Choose a new name, or remove it first.", folder=str(destination))
    files = dict(autograder_files(recipe, translate))
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(destination, zipped(files, SCRIPTS))
    except OSError as error:
        raise UsageError("{file} can't be written: {text}", file=str(destination), text=str(error.strerror)) from error
    return len(files)


def autograder_files(recipe: Recipe, translate: Translate) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every file of the zip."""
    options = words(["--isolation", recipe.isolation, "--lang", recipe.language])
    libraries = pinned(recipe.course.root / "pyproject.toml")
    fields = {"libraries": libraries, "options": options, "uv": UV, "torch_index": recipe.torch_index}
    for name in SCRIPTS:
        yield name, render(f"gradescope/{name}", **fields).encode()
    # run_autograder puts it in place before anything else: whatever happens then, there is a result, and no mark
    reason = Message("the autograder was ended before it had a result: out of time or memory, or its set-up failed")
    yield "not_graded.json", gradescope_failure(reason.render(translate), translate)
    for name, data in grading_files(recipe.course, recipe.exercises):
        yield f"course/{name}", data

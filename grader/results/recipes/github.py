"""Workflows for GitHub Actions: public examples in learners' repositories, grading in the teacher's private one. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.course.catalogue import load_course
from grader.results.files import write_atomically
from grader.results.recipes.rendering import pinned, render, words
from grader.words.errors import UsageError

COLLECTING = ("babel", "click", "jinja2", "msgspec", "rich", "watchfiles")  # of all libraries what `grader collect` loads
NAMES = {"examples": "check.yml", "grade": "grade.yml"}


@dataclass(frozen=True)
class Workflow:
    """What was written, and of which kind."""

    kind: str
    path: Path


def write_workflow(
    repository: Path, kind: str | None, exercises: tuple[str, ...], language: str, torch_index: str = ""
) -> Workflow:
    """Write a workflow into a repository's folder; the kind is what the folder holds unless it is given.

    `torch_index` is where pip finds smaller builds of PyTorch than the default one.

    Raises:
        UsageError: the folder holds no course, or the other kind's; the workflow is there already, or can't be written.
    """
    if not (repository / "exercises" / "course.toml").is_file():
        text = (
            "{folder} holds no exercises/course.toml. For learners, write a bundle there first, `grader release`; "
            "for grading, name your private copy of the course."
        )
        raise UsageError(text, folder=str(repository))
    course = load_course(repository)
    fitting = "examples" if course.released else "grade"
    if kind == "examples" and fitting == "grade":
        text = "{folder} holds the answers: this workflow is for learners' repositories. `grader release` writes what they hold."
        raise UsageError(text, folder=str(repository))
    if kind == "grade" and fitting == "examples":
        text = "{folder} is a bundle for learners, without suites: grading needs your private copy of the whole course."
        raise UsageError(text, folder=str(repository))
    chosen = [course.find(name).id for name in exercises]
    path = repository / ".github" / "workflows" / NAMES[fitting]
    if path.exists():
        raise UsageError("{file} is there already. Remove it first, and it is written anew.", file=str(path))
    fields = {
        "collecting": pinned(repository / "pyproject.toml", COLLECTING),
        "libraries": pinned(repository / "pyproject.toml"),
        "check": words([*chosen, "--lang", language]),
        "grade": words([*(word for one in chosen for word in ("--exercise", one)), "--lang", language]),
        "torch_index": torch_index,
        "language": words(["--lang", language]),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, render(f"github/{NAMES[fitting]}", **fields).encode())
    except OSError as error:
        raise UsageError("{file} can't be written: {text}", file=str(path), text=str(error.strerror)) from error
    return Workflow(fitting, path)

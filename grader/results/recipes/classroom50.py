"""An assignment's folder for Classroom 50: autograder.py beside a bundle with the public examples. No torch.

Its files lie on GitHub Pages, where whoever knows the address can read them: no suite, no answer may be among them.
Source: https://github.com/foundation50/classroom50/wiki/Advanced-Autograding
"""

from __future__ import annotations

from pathlib import Path

from grader.course.catalogue import Course, Exercise
from grader.results.files import write_atomically
from grader.results.recipes.archive import zipped
from grader.results.recipes.rendering import pinned, render
from grader.results.release import released_files
from grader.words.errors import UsageError


def write_assignment(
    course: Course, exercises: tuple[Exercise, ...], language: str, destination: Path, torch_index: str = ""
) -> None:
    """Write the folder; `torch_index` is where pip finds smaller builds of PyTorch than the default one.

    Raises:
        UsageError: the folder is there already and not empty, or can't be written.
        AuthoringError: a file would show what is closed.
    """
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise UsageError("{folder} is there already. Choose a new folder, or remove it first.", folder=str(destination))
    fields = {"libraries": pinned(course.root / "pyproject.toml").split(), "language": language, "torch_index": torch_index}
    program = render("classroom50/autograder.py", **fields).encode()
    # one file: what publishes folders to Pages may leave out names that begin with a dot
    bundle = zipped(released_files(course, exercises, language))
    try:
        destination.mkdir(parents=True, exist_ok=True)
        write_atomically(destination / "course.zip", bundle)
        write_atomically(destination / "autograder.py", program)
    except OSError as error:
        raise UsageError("{file} can't be written: {text}", file=str(destination), text=str(error.strerror)) from error

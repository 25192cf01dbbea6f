"""Which layout a source has, and what is found in it. No torch."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

from grader.results.collecting import canvas, folders, git, moodle, nbgrader
from grader.results.collecting.handed import Haul, Left
from grader.results.collecting.naming import Naming
from grader.results.collecting.trees import FolderTree, Tree, ZipTree
from grader.results.source import Refused
from grader.results.zips import A_CLASS, open_archive
from grader.words.errors import UsageError

LAYOUTS = ("auto", "folders", "canvas", "moodle", "git", "nbgrader")


@dataclass(frozen=True)
class Wanted:
    """What is to be collected, and how it was asked for; `cache` is where clones of repositories go."""

    source: Path
    layout: str
    cache: Path
    assignment: str | None = None
    until: datetime.datetime | None = None


def find(wanted: Wanted, naming: Naming) -> tuple[str, Haul]:
    """Return the source's layout and what it holds.

    Raises:
        UsageError: there is nothing, or not what was asked for.
    """
    source = wanted.source
    if not source.exists():
        raise UsageError("there is no {file}; it should be a folder, a zip, or a list of repositories", file=str(source))
    listed = source.is_file() and source.suffix.casefold() != ".zip"
    if wanted.layout == "git" or wanted.layout == "auto" and listed:
        _refuse_options(wanted, "git")
        return "git", git.read(source, wanted.cache, naming, wanted.until)
    if listed:
        raise UsageError("{file} is neither a folder nor a zip", file=str(source))
    if source.is_file():
        try:
            with open_archive(source.resolve(), A_CLASS) as archive:
                return _read(ZipTree(archive), wanted, naming)
        except Refused as refused:
            raise UsageError(refused.reason.text, **refused.reason.parameters) from refused
    try:
        return _read(FolderTree(_root(wanted)), wanted, naming)
    except OSError as error:
        raise UsageError("{folder} can't be read: {text}", folder=str(source), text=str(error.strerror)) from error


def _root(wanted: Wanted) -> Path:
    """Return the folder to look through: of a whole nbgrader course its `submitted`."""
    submitted = wanted.source / nbgrader.STEP
    return submitted if wanted.layout in ("auto", "nbgrader") and submitted.is_dir() else wanted.source


def _read(tree: Tree, wanted: Wanted, naming: Naming) -> tuple[str, Haul]:
    layout = _layout(tree, wanted)
    _refuse_options(wanted, layout)
    origin = wanted.source.resolve().name
    match layout:
        case "canvas":
            haul = canvas.read(tree, naming, origin)
        case "moodle":
            haul = moodle.read(tree, naming, origin)
        case "nbgrader":
            haul = nbgrader.read(tree, naming, origin, wanted.assignment)
        case _:
            if set(tree.folders) & naming.chapters:
                text = (
                    "{folder} looks like one student's submission. Give the folder above it, "
                    "with one folder or zip for each student."
                )
                raise UsageError(text, folder=str(wanted.source))
            haul = folders.read(tree, naming, origin, zipped=isinstance(tree, ZipTree))
    return layout, replace(haul, left=haul.left + tuple(Left(origin, note) for note in tree.notes))


def _layout(tree: Tree, wanted: Wanted) -> str:
    if wanted.layout != "auto":
        return wanted.layout
    if _root(wanted) != wanted.source or nbgrader.fits(tree):
        return "nbgrader"
    return "moodle" if moodle.fits(tree) else "canvas" if canvas.fits(tree) else "folders"


def _refuse_options(wanted: Wanted, layout: str) -> None:
    if wanted.until is not None and layout != "git":
        raise UsageError("--until is for a list of repositories: elsewhere there is only one version")
    if wanted.assignment is not None and layout != "nbgrader":
        raise UsageError("--assignment is for nbgrader's tree: elsewhere there is only one assignment")

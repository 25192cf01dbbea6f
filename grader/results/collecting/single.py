"""One student's files in a folder, as platforms unpack them: by the same names as a class's, but nothing is guessed. No torch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.results.collecting.gathering import Gathering
from grader.results.collecting.naming import Naming
from grader.results.collecting.placing import PlacedSubmission, put_together
from grader.results.collecting.trees import FolderTree
from grader.words.errors import UsageError
from grader.words.messages import Message


def read_single(folder: Path, exercises: tuple[str, ...], student: str) -> PlacedSubmission:
    """Return the exercises' files, wherever in the folder they lie, and what their student should know of the others.

    Of several files that are equally good and differ none is taken: an unpacked file's time says nothing.

    Raises:
        UsageError: the folder is not there or can't be read: that is no empty submission.
    """
    try:
        tree = FolderTree(folder)
    except OSError as error:
        raise UsageError("{folder} can't be read: {text}", folder=str(folder), text=str(error.strerror)) from error
    gathering = Gathering(Naming(exercises))
    for entry in tree.entries:
        gathering.take(tree, entry, entry.path)
    handed = gathering.handed(folder.name, student)
    told = [
        one.reason if one.path == student else Message("{file}: {reason}", {"file": one.path, "reason": one.reason})
        for one in handed.left
    ]
    placed = put_together(student, [handed], strict=True)
    return replace(placed, notes=(*placed.notes, *tree.notes, *told))

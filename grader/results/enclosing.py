"""The one folder that encloses a submission's chapters, or a class's submissions, as zipping a folder makes it. No torch."""

from __future__ import annotations

from collections.abc import Iterable


def enclosing_folder(paths: Iterable[str], exercises: Iterable[str]) -> str:
    """Return `folder/` where all these paths are beneath one folder, and that is no chapter; else nothing."""
    chapters = {exercise.partition("/")[0] for exercise in exercises}
    tops = {"".join(path.partition("/")[:2]) for path in paths}
    top = tops.pop() if len(tops) == 1 else ""
    return top if top.endswith("/") and top[:-1] not in chapters else ""

"""A folder around everything is looked through; a chapter is no such folder."""

from __future__ import annotations

import pytest

from grader.results.enclosing import enclosing_folder


@pytest.mark.parametrize(
    "paths, folder",
    [
        (["work/04_pooling/a.py", "work/03_convolution/b.py"], "work/"), (["work/"], "work/"), (["a.py"], ""), ([], ""),
        (["04_pooling/a.py"], ""), (["work/a.py", "notes.txt"], ""), (["a/x.py", "b/x.py"], ""), (["04_pooling"], ""),
        (["work/x.py", "work"], ""),
    ],
)  # fmt: skip
def test_the_folder_around_everything(paths: list[str], folder: str) -> None:
    """One, with nothing beside it."""
    assert enclosing_folder(paths, ("04_pooling/a", "03_convolution/b")) == folder

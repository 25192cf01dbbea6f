"""An exercise is found by its file's name, whatever was added to that; nothing else is taken for one."""

from __future__ import annotations

import pytest

from grader.course.catalogue import load_course
from grader.results.collecting.naming import Naming
from tests.conftest import ROOT

POOL = "04_pooling/max_pool2d"
NAMING = Naming((POOL, "00_start/first_tensor", "05_layers/twins", "06_models/twins"))


@pytest.mark.parametrize(
    "name",
    [
        "max_pool2d (1).py", "max_pool2d(2).py", "max_pool2d-2.py", "max_pool2d_3.py", "max_pool2d 4.py", "max_pool2d_copy.py",
        "max_pool2d - Copy.py", "max_pool2d - Copy (2).py", "max_pool2d copy 3.py", "Copy of max_pool2d.py", "MAX_POOL2D.PY",
        "max_pool2d - 副本.py", "max_pool2d - 副本 (2).py", "max_pool2d 副本.py", "max_pool2d的副本.py", "副本max_pool2d.py",
        "max_pool2d（1）.py", "max_pool2d.py.txt", "max_pool2d.py (1).py", "max-pool2d.py", "max pool2d.py",
        "max_pool2d (1) (1).py",
    ],
)  # fmt: skip
def test_what_was_added_is_taken_off(name: str) -> None:
    """Browsers, file managers and Windows' hidden endings, in any folder."""
    for path in (name, f"work/{name}"):
        found = NAMING.match(path)
        assert found is not None and found.exercise == POOL
        assert not found.named and not found.plain


@pytest.mark.parametrize(
    "path",
    ["pool2d.py", "my_max_pool2d.py", "test_max_pool2d.py", "max_pool2d.txt", "max_pool2d", "max_pool2d.ipynb", "1.py", ".py", "",
     "copy.py", "(1).py", "max_pool2d2.py", "x" * 300 + ".py"],
)  # fmt: skip
def test_what_is_no_exercise(path: str) -> None:
    """A name that only resembles one is nobody's: a wrong mark is worse than a question."""
    assert NAMING.match(path) is None


def test_the_chapter_counts_where_it_is_needed() -> None:
    """It makes a name plain, and divides two exercises of one name; another chapter's folder is no obstacle."""
    found = NAMING.match(f"a/b/{POOL}.py")
    assert found is not None and found.plain and found.named
    found = NAMING.match("05_layers/max_pool2d.py")
    assert found is not None and found.exercise == POOL and found.named and not found.plain
    assert NAMING.match("twins.py") is None
    found = NAMING.match("06_models/twins (1).py")
    assert found is not None and found.exercise == "06_models/twins"


def test_every_exercise_of_the_course_is_itself() -> None:
    """No exercise's own name is taken for another's, alone or renamed by a browser."""
    ids = tuple(exercise.id for exercise in load_course(ROOT).exercises)
    naming = Naming(ids)
    for one in ids:
        for path in (f"{one}.py", f"{one.partition('/')[2]}.py", f"{one.partition('/')[2]} (1).py", f"{one}-2.py"):
            found = naming.match(path)
            assert found is not None and found.exercise == one, path

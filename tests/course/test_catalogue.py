"""The catalogue: course.toml read or refused with a reason, exercises found by what a learner types."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.catalogue import find_root, load_course
from grader.words.ending import Limits
from grader.words.errors import AuthoringError, UsageError

ROOT = Path(__file__).resolve().parents[2]
COURSE = load_course(ROOT)


def course_of(folder: Path, text: str | bytes) -> Path:
    """Write a course.toml below a folder."""
    path = folder / "exercises" / "course.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def chapter(exercises: str) -> str:
    return f'name = "mini"\n[[chapters]]\nid = "01_one"\ntitle = "One"\nexercises = {exercises}\n'


def test_every_exercise_has_its_files() -> None:
    """Stub, reference and suite are there for each exercise, once, and nothing else stands beside them."""
    ids = [exercise.id for exercise in COURSE.exercises]
    assert len(ids) == len(set(ids)) == 38
    assert ids == [exercise.id for one in COURSE.chapters for exercise in one.exercises]
    for exercise in COURSE.exercises:
        assert COURSE.stub(exercise).is_file() and COURSE.suite(exercise).is_file() and COURSE.reference(exercise).is_file()
    for folder in ("exercises", "solutions"):
        found = {path.relative_to(ROOT / folder).with_suffix("").as_posix() for path in (ROOT / folder).glob("*/*.py")}
        assert found == set(ids)


def test_limits_come_from_the_catalogue(tmp_path: Path) -> None:
    """A limit that is named is taken, the others stay as they are by default."""
    course = load_course(course_of(tmp_path, chapter('[{ name = "a", wall_seconds = 3.5 }, { name = "b" }]')))
    assert [exercise.limits for exercise in course.exercises] == [Limits(wall_seconds=3.5), Limits()]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name = ", "TOMLDecodeError"),
        (b'name = "\xff"', "UnicodeDecodeError"),
        ('name = "mini"', "chapters"),
        (chapter('"a"'), "01_one needs a list"),
        (chapter("[{ wall_seconds = 1 }]"), "name"),
        (chapter('[{ name = "a", wall_second = 1 }]'), "01_one/a sets wall_second"),
        (chapter('[{ name = "a", processes = "many" }]'), "processes"),
    ],
)
def test_a_wrong_catalogue_says_why(tmp_path: Path, text: str | bytes, reason: str) -> None:
    """The file and the reason are named; a misspelt limit is not passed over."""
    with pytest.raises(AuthoringError) as caught:
        load_course(course_of(tmp_path, text))
    assert "course.toml" in str(caught.value) and reason in str(caught.value)


def test_a_missing_catalogue_says_so(tmp_path: Path) -> None:
    """A folder without course.toml is an author's fault when it was given, a usage fault when it was looked for."""
    with pytest.raises(AuthoringError, match="course.toml"):
        load_course(tmp_path)
    with pytest.raises(UsageError, match="not inside a course"):
        find_root(tmp_path)
    assert find_root(ROOT / "exercises" / "04_pooling") == ROOT


@pytest.mark.parametrize(
    "query", ["max_pool2d", "04_pooling/max_pool2d", "max_pool", "MAX", "exercises/04_pooling/max_pool2d.py", "04_pooling/m"]
)
def test_a_unique_part_is_enough(query: str) -> None:
    """An id, a name, a path or any part that fits one exercise finds it."""
    assert COURSE.find(query).id == "04_pooling/max_pool2d"


def test_a_query_that_fits_several_or_none() -> None:
    """Several: they are listed; none: the nearest name, or all of them."""
    with pytest.raises(UsageError, match="08_training/evaluate, 08_training/fit"):
        COURSE.find("08_training")
    with pytest.raises(UsageError, match="Did you mean 'max_pool2d'"):
        COURSE.find("max_pol2d")
    with pytest.raises(UsageError, match="There are: first_tensor, numpy_bridge, reshape_nchw"):
        COURSE.find("zzzz")

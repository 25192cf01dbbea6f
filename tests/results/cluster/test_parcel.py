"""The course that a cluster's workers get: what judges need, the same bytes each time, for nobody else to read."""

from __future__ import annotations

from pathlib import Path

from grader.course.catalogue import load_course
from grader.results.cluster.parcel import pack, unpack

ROOT = Path(__file__).resolve().parents[3]


def test_a_parcel_holds_what_a_judge_needs(tmp_path: Path) -> None:
    """Every source of every exercise, with its limits; unpacked once for a parcel, readable by this user alone."""
    course = load_course(ROOT)
    parcel = pack(course)
    assert parcel == pack(course)
    root = unpack(parcel, tmp_path)
    copy = load_course(root)
    assert copy.chapters == course.chapters
    for exercise in course.exercises:
        here = [path.relative_to(ROOT) for path in course.sources(exercise)]
        assert here == [path.relative_to(root) for path in copy.sources(exercise)]
    assert root.stat().st_mode & 0o77 == 0
    (root / "mark").touch()
    assert unpack(parcel, tmp_path) == root and (root / "mark").exists()


def test_what_an_interruption_left_is_unpacked_anew(tmp_path: Path) -> None:
    """A half of a course is no course."""
    parcel = pack(load_course(ROOT))
    root = unpack(parcel, tmp_path)
    unfinished = root.with_name(f".{root.name}")
    root.rename(unfinished)
    (unfinished / "exercises" / "course.toml").unlink()
    assert (unpack(parcel, tmp_path) / "exercises" / "course.toml").is_file()

"""What a machine that grades needs of a course: chosen exercises with their suites and answers, and the program. No torch.

Never for learners: bundles for them come from `release`, which looks them through.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.course.catalogue import Course, Exercise
from grader.course.language import COURSE
from grader.results.release import catalogue_text, program_files
from grader.words.messages import english


def grading_files(course: Course, exercises: tuple[Exercise, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every file that grading these exercises takes, and of no other exercise."""
    yield "exercises/course.toml", catalogue_text(course, exercises, english).encode()
    for exercise in exercises:
        for path in course.sources(exercise):
            yield path.relative_to(course.root).as_posix(), path.read_bytes()
    for path in _translations(course, exercises):
        yield path.relative_to(course.root).as_posix(), path.read_bytes()
    yield from program_files(course)


def _translations(course: Course, exercises: tuple[Exercise, ...]) -> Iterator[Path]:
    """Yield the catalogues of these exercises, their chapters and the course."""
    folder = course.root / COURSE
    names = {exercise.id for exercise in exercises} | {f"{exercise.chapter}/chapter" for exercise in exercises}
    for path in sorted(folder.rglob("*.po")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if "/" not in name or name in names:
            yield path

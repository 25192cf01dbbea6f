"""A class whose submissions are the course's own known answers, right, wrong and not begun, no two files alike. No torch."""

from __future__ import annotations

import random
from pathlib import Path

from grader.course.catalogue import Course
from grader.results.proof import Kind, answers

MIXTURE = {Kind.VARIANT: 4, Kind.REFERENCE: 2, Kind.MISTAKE: 3, Kind.STUB: 1}
SEED = 1


def write_class(course: Course, exercises: tuple[str, ...], folder: Path, count: int) -> None:
    """Write a folder for each student; a smaller class is the beginning of a larger one."""
    known = {
        (exercise, kind): [answer.source for answer in answers(course, course.find(exercise)) if answer.kind is kind]
        for exercise in exercises
        for kind in MIXTURE
    }
    draw = random.Random(SEED)
    for number in range(count):
        for exercise in exercises:
            (kind,) = draw.choices(list(MIXTURE), list(MIXTURE.values()))
            text = draw.choice(known[exercise, kind] or known[exercise, Kind.REFERENCE])
            path = folder / f"s{number:05}" / f"{exercise}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"# {number}\n{text}", encoding="utf-8")

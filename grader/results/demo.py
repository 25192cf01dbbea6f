"""A made-up class: its submissions are the course's own known answers, right and wrong. No torch."""

from __future__ import annotations

import random
from pathlib import Path

from grader.course.catalogue import Course, Exercise
from grader.results.proof import Answer, Kind, answers

NAMES = ("ada", "alan", "barbara", "charles", "donald", "edsger", "frances", "grace", "john", "katherine", "margaret", "niklaus")
ACCIDENTS = {
    "sleepy": "def make_tensor(data):\n    while True:\n        pass\n\n\ndef describe(x):\n    return {}\n",
    "typo": "import troch\n",
}
USUAL = ("first_tensor", "reshape_nchw", "output_size", "max_pool2d", "evaluate")
FAVOURITES = 3  # mistakes that many make, so that the report has something to teach again


def write_class(course: Course, exercises: tuple[Exercise, ...], folder: Path, seed: int = 1) -> int:
    """Write a submission for each name and each accident; return how many there are.

    The better half mostly has right answers; the others mostly the same few mistakes, or nothing yet.
    """
    draw = random.Random(seed)
    known = {exercise: answers(course, exercise) for exercise in exercises}
    for place, name in enumerate(NAMES):
        skill = 0.95 - 0.75 * place / len(NAMES)
        for exercise in exercises:
            _write(folder, name, exercise, _pick(known[exercise], skill, draw).source)
    for name, text in ACCIDENTS.items():
        _write(folder, name, exercises[0], text)
    return len(NAMES) + len(ACCIDENTS)


def _pick(known: list[Answer], skill: float, draw: random.Random) -> Answer:
    right = [answer for answer in known if answer.kind is Kind.VARIANT]
    wrong = [answer for answer in known if answer.kind is Kind.MISTAKE][:FAVOURITES]
    stub = next(answer for answer in known if answer.kind is Kind.STUB)
    roll = draw.random()
    if roll < skill and right:
        return draw.choice(right)
    return draw.choice(wrong) if wrong and roll < skill + 0.8 * (1 - skill) else stub


def _write(folder: Path, student: str, exercise: Exercise, text: str) -> None:
    path = folder / student / f"{exercise.id}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

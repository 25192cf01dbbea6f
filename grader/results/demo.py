"""A made-up class: its submissions are the course's own known answers, right and wrong. No torch."""

from __future__ import annotations

import random
import re
from pathlib import Path

from grader.course.catalogue import Course, Exercise
from grader.results.proof import Answer, Kind, answers

NAMES = ("ada", "alan", "barbara", "charles", "donald", "edsger", "frances", "grace", "john", "katherine", "margaret", "niklaus")
ACCIDENTS = {
    "sleepy": "def make_tensor(data):\n    while True:\n        pass\n\n\ndef describe(x):\n    return {}\n",
    "typo": "import troch\n",
}
USUAL = ("first_tensor", "reshape_nchw", "output_size", "max_pool2d", "evaluate")
COPIERS = ("katherine", "margaret")
DISGUISE = {
    "walk": "steps", "padded": "with_edge", "count": "n", "place": "p", "reach": "span", "length": "l", "border": "edge",
    "window": "k", "step": "jump", "gap": "hole", "total": "t", "settings": "options", "answers": "both", "answer": "res",
    "chosen": "mine", "word": "key", "value": "v", "axis": "dim",
}  # fmt: skip
ASSIGNMENT = "week1"
DUE = "2026-03-02T23:59:00Z"
USUAL_TIME = "2026-03-02T18:00Z"
LATE = {"charles": "2026-03-04T09:30Z", "grace": "2026-03-04T20:00Z", "john": "2026-03-03T00:10Z"}
EXTENDED = "grace"  # who was ill
ABSENT = "linus"
POLICY = """[late]
percent_per_day = 10
grace_minutes = 15
floor_percent = 50
"""
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
    _copy(course, exercises, folder)
    for name, text in ACCIDENTS.items():
        _write(folder, name, exercises[0], text)
    return len(NAMES) + len(ACCIDENTS)


def write_term(exercises: tuple[Exercise, ...], folder: Path, name: str) -> None:
    """Write what the class's gradebook begins with: term.toml, roster.csv and times.csv, in which two are late."""
    names = ", ".join(f'"{exercise.name}"' for exercise in exercises)
    assignment = f'[[assignments]]\nname = "{ASSIGNMENT}"\nexercises = [{names}]\ndue = {DUE}\n'
    students = (*NAMES, *ACCIDENTS)
    roster = [f"{student},{student.capitalize()}" for student in (*students, ABSENT)]
    times = [f"{student},{LATE.get(student, USUAL_TIME)}" for student in students]
    files = {
        "term.toml": f'name = "{name}"\n\n{POLICY}\n{assignment}',
        "roster.csv": "\n".join(["student,name", *roster, ""]),
        "times.csv": "\n".join(["student,time", *times, ""]),
    }
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")


def _copy(course: Course, exercises: tuple[Exercise, ...], folder: Path) -> None:
    """Let two hand in one answer, the second with other names, other comments and the functions in another order."""
    for exercise in exercises:
        path = course.root / "tests" / "demo" / f"{exercise.name}.py"
        if path.exists():
            text = path.read_text(encoding="utf-8").partition("\n\n\n")[2]
            for student, handed_in in zip(COPIERS, (text, disguised(text)), strict=True):
                _write(folder, student, exercise, handed_in)


def disguised(text: str) -> str:
    """Return a file as who copies it hands it in: renamed, reordered, with comments of their own."""
    renamed = re.sub(r"\w+", lambda word: DISGUISE.get(word[0], word[0]), text)
    functions = renamed.strip("\n").split("\n\n\n")
    return "# my own work\n\n\n" + "\n\n\n".join(f"# part {place}\n{one}" for place, one in enumerate(functions[::-1])) + "\n"


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

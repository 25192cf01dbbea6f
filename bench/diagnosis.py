"""What a diagnosis costs: `python -m bench.diagnosis` judges a wrong answer with and without the exercise's mistakes.

What: wall time of one failed exercise, at the level `sandbox`, from the second submission on (warm), and of the first (cold).
Against: the same suite and answer in a course without mistakes. How: in turn, in one run on one machine; medians with the
middle half.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from shutil import copytree

from bench.table import markdown, quartiles
from grader.course.catalogue import Course, Exercise, find_root, load_course
from grader.course.mistakes import load_mistakes
from grader.judge.session import judge_all
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult

HEAD = ("", "without ms", "with, warm ms", "middle half", "added", "the first ms", "mistakes")


def main() -> None:
    """Print a row an exercise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("exercises", nargs="*")
    arguments = parser.parse_args()
    course = load_course(find_root(Path.cwd()))
    chosen = [course.find(name) for name in arguments.exercises] or course.exercises
    rows = []
    for exercise in chosen:
        mistakes = load_mistakes(course, exercise)
        widest = max(mistakes, key=lambda mistake: len(mistake.fails))
        with tempfile.TemporaryDirectory() as folder:
            plain = without_mistakes(course, Path(folder))
            _, bare = measure(plain, exercise, widest.source, arguments.rounds)
        cold, warm = measure(course, exercise, widest.source, arguments.rounds)
        low, middle, high = quartiles(warm)
        without = statistics.median(bare)
        cells = (f"{without:.1f}", f"{middle:.1f}", f"{low:.1f} to {high:.1f}", f"{middle - without:.1f}", f"{cold:.1f}")
        rows.append((exercise.id, *cells, str(len(mistakes))))
    print(markdown("A wrong answer, judged without and with the exercise's mistakes", HEAD, rows))


def without_mistakes(course: Course, folder: Path) -> Course:
    """Return the course without its mistakes, in a folder of its own."""
    for name in ("exercises", "solutions", "tests/hidden", "datasets"):
        copytree(course.root / name, folder / name)
    return load_course(folder)


def measure(course: Course, exercise: Exercise, source: str, rounds: int) -> tuple[float, list[float]]:
    """Return milliseconds of the first submission, and of those after the second."""
    milliseconds: list[float] = []
    begun = 0.0

    def started(student: str, exercise_id: str) -> None:
        nonlocal begun
        begun = time.perf_counter()

    def done(result: SubmissionResult) -> None:
        milliseconds.append((time.perf_counter() - begun) * 1000)

    options = JudgeOptions(str(course.root), device="cpu", isolation="sandbox", seed=1, exercises=(exercise.id,))
    judge_all(options, [Submitted(str(count), {exercise.id: source}) for count in range(2 + rounds)], started, done=done)
    return milliseconds[0], milliseconds[2:]


if __name__ == "__main__":
    main()

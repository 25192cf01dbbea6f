"""What a verdict costs: `python -m bench.verdicts` judges the references again and again, at each level and without any wall.

What: wall time of one exercise's whole suite on a right answer, warm. Against: the same criteria in the judge's own
process, without worker, wire or walls ("bare"). Nothing is remembered: each round runs the suite in full. How: levels in turn,
in one run on one machine; medians with the middle half.
"""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from unittest import mock

from bench.bare import without_workers
from bench.table import markdown, quartiles, times
from grader.course.catalogue import Course, Exercise, find_root, load_course
from grader.judge.memo import Memo
from grader.judge.session import judge_all
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, SubmissionResult

HEAD = ("", "median ms", "middle half", "above bare", "times bare")
LEVELS = ("bare", "process", "sandbox")
LONG_ROUNDS = 5


def main() -> None:
    """Print a row an exercise and level."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("exercises", nargs="*")
    arguments = parser.parse_args()
    course = load_course(find_root(Path.cwd()))
    chosen = [course.find(name) for name in arguments.exercises] or course.exercises
    rows = []
    for exercise in chosen:
        rounds = arguments.rounds if exercise.limits.wall_seconds <= 30 else LONG_ROUNDS
        bare = 0.0
        for level in LEVELS:
            low, middle, high = quartiles(measure(course, exercise, level, rounds))
            bare = bare or middle
            cells = (f"{middle:.1f}", f"{low:.1f} to {high:.1f}", f"{middle - bare:.1f}", times(middle / bare))
            rows.append((f"{exercise.id}, {level}", *cells))
    print(markdown("One exercise's suite on a right answer, warm, nothing known", HEAD, rows))


def measure(course: Course, exercise: Exercise, level: str, rounds: int) -> list[float]:
    """Return milliseconds of each round; the first two warm up and are left out."""
    source = course.reference(exercise).read_text(encoding="utf-8")
    milliseconds: list[float] = []

    def done(result: SubmissionResult) -> None:
        verdict = result.verdicts[0]
        if verdict.status is not Status.PASSED:
            raise SystemExit(f"{exercise.id} at {level}: {verdict.status}, so there is nothing to measure")
        milliseconds.append(verdict.seconds * 1000)

    options = JudgeOptions(str(course.root), device="cpu", isolation=level, seed=1, exercises=(exercise.id,))
    submissions = [Submitted(str(count), {exercise.id: source}) for count in range(2 + rounds)]
    forgetful = mock.patch("grader.judge.plugin.Memo", lambda: Memo(max_bytes=0))
    with forgetful, without_workers() if level == "bare" else contextlib.nullcontext():
        judge_all(options, submissions, done=done)
    return milliseconds[2:]


if __name__ == "__main__":
    main()

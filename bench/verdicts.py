"""What a verdict costs: `python -m bench.verdicts` judges the references again and again, at each isolation level.

One run, one machine, levels in turn; medians with the middle half. The bare floor (the same criteria in the judge's own
process, without a worker) is not measured here yet.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from grader.course.catalogue import find_root, load_course
from grader.judge.session import judge_all
from grader.words.submission import JudgeOptions, Submitted


def main() -> None:
    """Print a row an exercise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    course = load_course(find_root(Path.cwd()))
    print(f"{'exercise':<28}{'level':<10}{'median ms':>10}{'25 %':>8}{'75 %':>8}")
    for exercise in course.exercises:
        source = course.reference(exercise).read_text(encoding="utf-8")
        for level in ("sandbox", "process"):
            seconds: list[float] = []
            options = JudgeOptions(str(course.root), device="cpu", isolation=level, seed=1, exercises=(exercise.id,))
            number = 1 + (rounds if exercise.limits.wall_seconds <= 30 else 3)
            submissions = [Submitted(str(count), {exercise.id: source}) for count in range(number)]
            judge_all(options, submissions, done=lambda result, seconds=seconds: seconds.append(result.verdicts[0].seconds))
            low, middle, high = statistics.quantiles(seconds[1:], n=4)  # the first one warms up
            print(f"{exercise.id:<28}{level:<10}{middle * 1000:>10.1f}{low * 1000:>8.1f}{high * 1000:>8.1f}")


if __name__ == "__main__":
    main()

"""The bench's floor judges as the worker does: right answers right, wrong ones wrong, the second time as well."""

from __future__ import annotations

from pathlib import Path

from bench.bare import without_workers
from grader.course.catalogue import find_root, load_course
from grader.course.mistakes import load_mistakes
from grader.judge.session import judge_all
from grader.words.submission import JudgeOptions, Submitted


def test_the_floor_tells_right_from_wrong() -> None:
    """It would be no floor if it took anything from memory."""
    course = load_course(find_root(Path(__file__)))
    exercise = course.find("first_tensor")
    right = course.reference(exercise).read_text(encoding="utf-8")
    sources = [right, load_mistakes(course, exercise)[0].source, right]
    shares: list[float] = []
    with without_workers():
        judge_all(
            JudgeOptions(str(course.root), device="cpu", isolation="process", seed=1, exercises=(exercise.id,)),
            [Submitted(str(number), {exercise.id: source}) for number, source in enumerate(sources)],
            done=lambda result: shares.append(result.points / result.max_points),
        )
    assert shares[0] == shares[2] == 1.0 and shares[1] < 1.0

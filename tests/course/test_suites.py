"""The suites are proven: references and variants get full marks, stubs nothing, every known mistake loses points."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.catalogue import Course, Exercise, load_course
from grader.judge.session import judge_all
from grader.words.messages import english, render_all
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, Verdict

ROOT = Path(__file__).resolve().parents[2]
COURSE: Course = load_course(ROOT)
SEEDS = (1, 2)
LONG_SECONDS = 30  # an exercise that may take longer than this is judged with one seed here


def files_of(kind: str, exercise: Exercise) -> list[Path]:
    return sorted((ROOT / "tests" / kind / exercise.id).glob("*.py"))


def verdicts(exercise: Exercise, paths: list[Path], seed: int) -> dict[Path, Verdict]:
    """Judge files as submissions to one exercise, in one session."""
    found: dict[Path, Verdict] = {}
    waiting = [Submitted(str(path), {exercise.id: path.read_text(encoding="utf-8")}) for path in paths]
    options = JudgeOptions(str(ROOT), isolation="process", device="cpu", seed=seed, exercises=(exercise.id,))
    judge_all(options, waiting, done=lambda result: found.update({Path(result.student): result.verdicts[0]}))
    return found


def failures(verdict: Verdict) -> str:
    lines = [f"{c.name}: {render_all(c.messages, english)}" for c in verdict.criteria if c.passed is not True and c.max_points]
    return "\n".join([verdict.status, render_all(verdict.messages, english), *lines])


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_suite_tells_right_from_wrong(exercise: Exercise) -> None:
    """Over the seeds: full marks for what is right, points lost for what is wrong, the same criteria each time."""
    right = [COURSE.reference(exercise), *files_of("variants", exercise)]
    wrong = files_of("mistakes", exercise)
    assert len(right) >= 4 and len(wrong) >= 6
    seen: dict[Path, set[tuple[object, ...]]] = {}
    for seed in SEEDS[: 1 if exercise.limits.wall_seconds > LONG_SECONDS else None]:
        for path, verdict in verdicts(exercise, right + wrong, seed).items():
            seen.setdefault(path, set()).add(tuple(criterion.passed for criterion in verdict.criteria))
            if path in right:
                assert verdict.status is Status.PASSED, f"{path}\n{failures(verdict)}"
                assert verdict.points == verdict.max_points
            else:
                assert verdict.points < verdict.max_points, f"{path} earns full marks"
    assert [path for path, outcomes in seen.items() if len(outcomes) > 1] == [], "a verdict depends on the seed"


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_empty_answers_earn_nothing(exercise: Exercise, tmp_path: Path) -> None:
    """The stub is not started; a touched stub and functions that return None or their input earn no point."""
    stub = COURSE.stub(exercise)
    started, nothing, echo = tmp_path / "started.py", tmp_path / "nothing.py", tmp_path / "echo.py"
    text = stub.read_text(encoding="utf-8")
    raising = 'raise NotImplementedError("Your code goes here")'
    started.write_text(text + "\nstarted = True\n", encoding="utf-8")
    nothing.write_text(text.replace(raising, "return None"), encoding="utf-8")
    echo.write_text(text.replace(raising, "return next(iter([v for v in locals().values()]), None)"), encoding="utf-8")
    found = verdicts(exercise, [stub, started, nothing, echo], 1)
    assert found[stub].status is Status.NOT_STARTED
    for path in (stub, started, nothing, echo):
        passed = [criterion.name for criterion in found[path].criteria if criterion.passed]
        assert passed == [], f"{path.stem} passes {passed}"

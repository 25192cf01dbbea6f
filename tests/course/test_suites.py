"""The suites are proven: references and variants get full marks, stubs nothing, every known mistake loses points."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.catalogue import Course, Exercise, load_course
from grader.course.language import translator
from grader.judge.session import judge_all
from grader.results.proof import answers, exercise_problems
from grader.words.messages import english
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, SubmissionResult, Verdict

ROOT = Path(__file__).resolve().parents[2]
COURSE: Course = load_course(ROOT)
SEED = 1  # authors judge with more: `grader verify --seeds 20`


def verdicts(exercise: Exercise, paths: list[Path], seed: int) -> dict[Path, Verdict]:
    """Judge files as submissions to one exercise, in one session."""
    found: dict[Path, Verdict] = {}
    waiting = [Submitted(str(path), {exercise.id: path.read_text(encoding="utf-8")}) for path in paths]
    options = JudgeOptions(str(ROOT), isolation="process", device="cpu", seed=seed, exercises=(exercise.id,))
    judge_all(options, waiting, done=lambda result: found.update({Path(result.student): result.verdicts[0]}))
    return found


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_exercise_is_proven(exercise: Exercise) -> None:
    """Full marks for what is right, and each mistake fails what it says and is known as itself."""
    known = answers(COURSE, exercise)
    by_key = {answer.key: answer for answer in known}

    def done(result: SubmissionResult) -> None:
        by_key[result.student].verdicts.append(result.verdicts[0])

    options = JudgeOptions(str(ROOT), isolation="process", device="cpu", seed=SEED, exercises=(exercise.id,))
    judge_all(options, [answer.submitted() for answer in known], done=done)
    wrong = {answer.key: [problem.render(english) for problem in answer.problems()] for answer in known}
    assert {key: problems for key, problems in wrong.items() if problems} == {}
    assert [problem.render(english) for problem in exercise_problems(known, translator("zh", ROOT))] == []


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

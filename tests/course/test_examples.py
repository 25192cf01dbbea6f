"""Public examples: the doctest lines of a statement, run in the worker, compared by value; the references give what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.catalogue import Course, Exercise, load_course
from grader.course.examples import example_suite, examples
from grader.judge.session import judge_all
from grader.words.errors import AuthoringError
from grader.words.messages import english
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, Verdict

ROOT = Path(__file__).resolve().parents[2]
COURSE: Course = load_course(ROOT)
SMALL = '''"""Text.

    >>> x = 2
    >>> twice(x)
    4

More text.

    >>> [twice(one)
    ...  for one in (x, 3)]
    [4, 6]
"""
'''


def judged(sources: dict[Exercise, str]) -> dict[str, Verdict]:
    """Run the examples of some exercises on these files."""
    found: dict[str, Verdict] = {}
    submitted = Submitted("one", {exercise.id: text for exercise, text in sources.items()})
    ids = tuple(exercise.id for exercise in sources)
    options = JudgeOptions(str(ROOT), isolation="process", device="cpu", seed=1, exercises=ids, examples=True)
    judge_all(options, [submitted], done=lambda result: found.update({one.exercise: one for one in result.verdicts}))
    return found


def test_lines_lead_to_values() -> None:
    """A line without a value leads to every value after it; the expression is the title."""
    first, second = examples(SMALL)
    assert (first.lines, first.gives) == (("x = 2", "twice(x)"), "4")
    assert (second.lines[0], second.title, second.gives) == ("x = 2", "[twice(one) for one in (x, 3)]", "[4, 6]")


def test_what_is_no_python_is_its_authors_fault() -> None:
    """Named, with the line and the file; a value is an expression's."""
    with pytest.raises(AuthoringError, match="here.py: the example `twice"):
        examples('"""\n\n    >>> twice(\n    4\n"""', where="here.py")
    with pytest.raises(AuthoringError, match="x = 4"):
        examples('"""\n\n    >>> x = 4\n    4\n"""')


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_examples_are_fresh(exercise: Exercise) -> None:
    """Each statement shows a value, and tests/examples holds what `make stubs` writes."""
    assert examples(COURSE.reference(exercise).read_text(encoding="utf-8"))
    assert COURSE.examples(exercise).read_text(encoding="utf-8") == example_suite(COURSE, exercise), "run `make stubs`"


def test_references_give_what_is_shown() -> None:
    """Every example of every statement, on the reference."""
    found = judged({exercise: COURSE.reference(exercise).read_text(encoding="utf-8") for exercise in COURSE.exercises})
    wrong = {
        name: [(one.title.text, *(message.render(english) for message in one.messages)) for one in verdict.criteria]
        for name, verdict in found.items()
        if verdict.status is not Status.PASSED
    }
    assert wrong == {}


def test_a_wrong_answer_is_shown_beside_the_right_one() -> None:
    """The expression, the value that the statement shows, and what came; the message names no hidden criterion."""
    exercise = COURSE.find("first_tensor")
    text = COURSE.reference(exercise).read_text(encoding="utf-8").replace("x.numel()", "x.ndim")
    verdict = judged({exercise: text})[exercise.id]
    assert (verdict.status, verdict.points, verdict.max_points) == (Status.FAILED, 1.0, 2.0)
    (criterion,) = [one for one in verdict.criteria if not one.passed]
    said = "\n".join(message.render(english) for message in criterion.messages)
    assert "describe(make_tensor([[1, 2, 3], [4, 5, 6]]))['elements']: expected 6, got 2" in said

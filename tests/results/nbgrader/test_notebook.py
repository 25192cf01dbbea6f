"""Notebooks from the single source: nbgrader's own steps make the stub of them, and examples as code are met by references."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course.catalogue import Exercise, load_course
from grader.course.examples import examples
from grader.course.language import translator
from grader.course.stubs import STUB_TEXT, stub_text
from grader.results.nbgrader.notebook import notebook, notebook_bytes, points, source_of
from grader.results.nbgrader.public import public_examples_source
from grader.results.nbgrader.solution import solution_source
from grader.words.errors import AuthoringError
from grader.words.messages import Message, english
from grader.words.verdict import CriterionResult

pytest.importorskip("nbgrader", reason="not installed: pip install -e '.[nbgrader]'")
ROOT = Path(__file__).resolve().parents[3]
COURSE = load_course(ROOT)
CRITERIA = (
    CriterionResult("values", Message("Values\nin the cell"), None, 0.0, 2.5),
    CriterionResult("values[cuda]", Message("Values"), None, 0.0, 0.0),
    CriterionResult("a[b]", Message("Others"), None, 0.0, 1.0),
)


def cleared(source: str) -> str:
    """Return what nbgrader's own ClearSolutions makes of the answer's cell."""
    from nbformat.v4 import new_code_cell, new_notebook
    from nbgrader.preprocessors import ClearSolutions

    cell = new_code_cell(source, metadata={"nbgrader": {"solution": True, "grade": False, "locked": False, "grade_id": "answer"}})
    step = ClearSolutions(code_stub={"python": f'raise NotImplementedError("{STUB_TEXT}")'})
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return str(step(new_notebook(cells=[cell], metadata=kernel), {})[0].cells[0].source)


def reference(exercise: Exercise) -> str:
    return COURSE.reference(exercise).read_text(encoding="utf-8")


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda one: one.name)
def test_nbgrader_makes_the_stub(exercise: Exercise) -> None:
    """The same code as the stub that files have, without the statement, which has a cell of its own."""
    text = cleared(solution_source(reference(exercise)))
    stub = ast.parse(stub_text(reference(exercise), english))
    stub.body = stub.body[1:]
    assert ast.dump(ast.parse(text)) == ast.dump(stub)
    assert "SOLUTION" not in text


def test_private_functions_that_no_region_can_hide_are_refused() -> None:
    """Rather no notebook than one whose stub does not import, or that shows an answer."""
    region = "{0}### BEGIN SOLUTION\n{0}{1}\n{0}### END SOLUTION\n"
    text = f'"""S."""\n{region.format("", "X = 1")}\n\ndef f():\n{region.format("    ", "return X")}'
    with pytest.raises(AuthoringError, match="behind the end"):
        solution_source(text)


def test_the_cells() -> None:
    """Statement, answer, check, examples, one graded cell for each criterion with points; all locked but the answer; valid."""
    import nbformat

    exercise = COURSE.find("max_pool2d")
    made = notebook(COURSE, exercise, CRITERIA, translator("zh", ROOT))
    nbformat.validate(nbformat.reads(notebook_bytes(made).decode(), as_version=4))
    about = {cell["id"]: cell["metadata"]["nbgrader"] for cell in made["cells"]}
    assert list(about) == ["statement", "answer", "check", "examples", "example-1", "example-2", "points", "public-examples",
                           "criterion-values", "criterion-a-b-"]  # fmt: skip
    assert points(made) == {"criterion-values": 2.5, "criterion-a-b-": 1.0}
    assert [name for name, one in about.items() if not one["locked"]] == ["answer"]
    texts = {cell["id"]: source_of(cell) for cell in made["cells"]}
    assert "最大池化" in texts["statement"] and "```" in texts["statement"] and "## 得分" in texts["points"]
    assert texts["criterion-values"] == "# Values in the cell\npublic_examples(points=2.5)"
    assert texts["example-2"].startswith("max_pool2d(") and texts["example-2"].endswith("# tensor([[[[2., 3.], [5., 1.]]]])")


RUN = """
import json, os, sys
for answer, shown, execution in json.load(sys.stdin):
    os.environ.pop("NBGRADER_EXECUTION", None)
    if execution:
        os.environ["NBGRADER_EXECUTION"] = execution
    names = {}
    exec(answer, names)
    exec(shown, names)
    try:
        print(names["public_examples"](8.0))
    except AssertionError as error:
        print(error)
"""


def given(*asked: tuple[str, str, str | None]) -> list[str]:
    """Return what cells of examples give for eight points: (answer, cell, what nbgrader is doing)."""
    command = [sys.executable, "-W", "ignore", "-c", RUN]
    done = subprocess.run(command, input=json.dumps(asked), text=True, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_references_meet_the_examples_as_code() -> None:
    """Tensors, lists with tensors, sets, numbers, errors, dictionaries: a right answer gets everything from plain nbgrader."""
    texts = [reference(exercise) for exercise in COURSE.exercises]
    asked = [(text, public_examples_source(examples(text), english), "autograde") for text in texts]
    assert dict(zip([one.name for one in COURSE.exercises], given(*asked), strict=True)) == {
        exercise.name: "8.0" for exercise in COURSE.exercises
    }


def test_examples_as_code_give_nothing_for_nothing() -> None:
    """A stub gets none, half of the examples half; a learner who runs it sees nothing; without examples there are no points."""
    text = reference(COURSE.find("max_pool2d"))
    shown, none = public_examples_source(examples(text), english), public_examples_source([], english)
    half = "import torch\ndef max_pool2d(x, k, ceil_mode=False):\n    return torch.full((1, 1, 1, 1), 2)\n"
    graded = [(one, shown, "autograde") for one in (stub_text(text, english), half)]
    assert given(*graded, (half, shown, None), (half, none, "autograde")) == ["0.0", "4.0", "None", "0.0"]
    assert "ceil_mode=True" in given((half, shown, "validate"))[0]

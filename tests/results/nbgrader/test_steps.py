"""Our steps in nbgrader's own converters, with a judge that dies, lies and refuses: never a mark that nobody earned."""

from __future__ import annotations

import functools
import json
import logging
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader", reason="not installed: pip install -e '.[nbgrader]'")

from nbformat.v4 import new_code_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.course.catalogue import load_course
from grader.results.nbgrader import course_folder, ours
from grader.results.nbgrader.configure import configure
from grader.results.nbgrader.course_folder import CourseFolder, Fate
from grader.results.nbgrader.export import QuotedCsvExportPlugin
from grader.results.nbgrader.outputs import Outputs
from grader.results.nbgrader.steps import _check
from grader.results.pool import Pool
from grader.words.errors import AuthoringError, InternalError, UsageError
from grader.words.messages import Message, english
from grader.words.verdict import CriterionResult, Status, Verdict
from tests.commands.conftest import COURSE, REFERENCE

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's, traitlets' and alembic's own
FAKE = (sys.executable, str(Path(__file__).resolve().parents[1] / "fake_judge.py"))
CHAPTER, NAME = "01_letters", "first_letter"


def listed(*points: float) -> tuple[CriterionResult, ...]:
    """What the judge lists for a stub: criteria a, b, ..."""
    return tuple(CriterionResult(name, Message("Values"), None, 0.0, most) for name, most in zip("abc", points, strict=False))


class Classroom:
    """A miniature nbgrader course, worked on in this process; judges are doubles."""

    def __init__(self, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.folder, self.monkeypatch = base / "ours", base / "theirs", monkeypatch
        monkeypatch.setattr(ours, "Pool", functools.partial(Pool, command=FAKE))
        self.config = Config()
        configure(self.config, course=str(self.root))
        self.config.CourseDirectory.root = str(self.folder)

    def build(self) -> None:
        """Write our course, and release a notebook with two criteria of a point each."""
        for name in ("first_letter", "last_letter"):
            for place in ("exercises", "solutions"):
                (self.root / place / CHAPTER).mkdir(parents=True, exist_ok=True)
                (self.root / place / CHAPTER / f"{name}.py").write_text(REFERENCE, encoding="utf-8")
        (self.root / "exercises" / "course.toml").write_text(COURSE, encoding="utf-8")
        self.init(1.0, 1.0)
        self.convert(GenerateAssignment)

    def init(self, *points: float, force: bool = False) -> dict[str, Fate]:
        criteria = listed(*points)
        self.monkeypatch.setattr(course_folder, "criteria_of", lambda course, exercises: {one.id: criteria for one in exercises})
        course = load_course(self.root)
        (made,) = CourseFolder(self.folder, course, "en", english).extend((course.find(NAME),), 7, force)
        return dict(made.fates)

    def convert(self, step: type, assignment: str = CHAPTER) -> None:
        self.config.CourseDirectory.assignment_id = assignment
        step(coursedir=CourseDirectory(config=self.config), config=self.config, force=True).start()

    def submit(self, **answers: str) -> None:
        for student, text in answers.items():
            path = self.folder / "submitted" / student / CHAPTER / f"{NAME}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            notebook = json.loads((self.folder / "release" / CHAPTER / path.name).read_text())
            notebook["cells"][1]["source"] = text
            path.write_text(json.dumps(notebook))

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.folder}/gradebook.db")

    def grades(self, student: str) -> list[tuple[float | None, bool]]:
        with self.gradebook() as gradebook:
            notebook = gradebook.find_submission_notebook(NAME, CHAPTER, student)
            return [(grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that was built once: making a gradebook takes nbgrader a second."""
    base = tmp_path_factory.mktemp("released")
    with pytest.MonkeyPatch.context() as monkeypatch:
        Classroom(base, monkeypatch).build()
    return base


@pytest.fixture
def classroom(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Classroom:
    """Released, with two criteria of a point each."""
    shutil.copytree(released, tmp_path, dirs_exist_ok=True)
    return Classroom(tmp_path, monkeypatch)


UNJUDGED = [(None, True), (None, True)]


@pytest.mark.parametrize("text, said", [("die", "the grader itself failed"), ("broken course", "no sandbox here: sandbox")])
def test_what_the_grader_failed_on_is_no_mark(classroom: Classroom, caplog: Any, text: str, said: str) -> None:
    """Of two students one is graded, the other refused, with no earlier mark left, no file, and an empty cell in the export."""
    classroom.submit(ann="right", eve="right")
    classroom.convert(Autograde)
    assert classroom.grades("ann") == classroom.grades("eve") == [(1.0, False), (1.0, False)]
    classroom.submit(eve=text)
    with pytest.raises(NbGraderException), caplog.at_level(logging.ERROR):
        classroom.convert(Autograde)
    assert said in caplog.text
    assert classroom.grades("ann") == [(1.0, False), (1.0, False)] and classroom.grades("eve") == UNJUDGED
    assert not (classroom.folder / "autograded" / "eve" / CHAPTER).exists()
    with classroom.gradebook() as gradebook:
        QuotedCsvExportPlugin(to=str(classroom.folder / "g.csv")).export(gradebook)
    rows = {line.split(",")[3]: line.split(",")[-4:] for line in (classroom.folder / "g.csv").read_text().splitlines()}
    assert rows["ann"] == ["2.0", "0.0", "2.0", "2.0"] and rows["eve"] == ["", "", "", "2.0"]


def test_a_judge_that_dies_is_replaced(classroom: Classroom, tmp_path: Path) -> None:
    """Once: the second try judges, and the others are judged too."""
    classroom.submit(ann=f"once {tmp_path}/seen", bob="right")
    classroom.convert(Autograde)
    assert classroom.grades("ann") == [(0.0, False), (0.0, False)] and classroom.grades("bob") == [(1.0, False), (1.0, False)]


def changes_suite(classroom: Classroom) -> None:
    classroom.monkeypatch.setattr(course_folder, "criteria_of", None)
    for path in (classroom.folder / "source" / CHAPTER).glob("*.ipynb"):
        path.write_text(path.read_text().replace("criterion-b", "criterion-z"))


def changes_points(classroom: Classroom) -> None:
    assert classroom.init(1.0, 3.0, force=True) == {NAME: Fate.WRITTEN}


def loses_source(classroom: Classroom) -> None:
    (classroom.folder / "source" / CHAPTER / f"{NAME}.ipynb").unlink()


@pytest.mark.parametrize(
    "change, said",
    [
        (changes_points, "source/ and the gradebook differ in criteria or points"),
        (changes_suite, "source/ and the gradebook differ in criteria or points"),
        (loses_source, "is missing: it says what is graded"),
    ],
)
def test_what_changed_since_the_release_is_refused(
    classroom: Classroom, caplog: Any, change: Callable[[Classroom], None], said: str
) -> None:
    """Nobody gets points for other criteria than those that were handed out."""
    classroom.submit(ann="right")
    change(classroom)
    with pytest.raises(NbGraderException), caplog.at_level(logging.ERROR):
        classroom.convert(Autograde)
    assert said in caplog.text and classroom.grades("ann") == UNJUDGED


def test_new_points_count_after_generating_again(classroom: Classroom, caplog: Any) -> None:
    """Init leaves what was released; forced, and generated anew, the suite must say the same."""
    assert classroom.init(1.0, 3.0) == {NAME: Fate.RELEASED}
    changes_points(classroom)
    classroom.convert(GenerateAssignment)
    classroom.submit(ann="right")
    with pytest.raises(NbGraderException), caplog.at_level(logging.ERROR):
        classroom.convert(Autograde)  # the judge's double still gives a point each
    assert "the suite of 01_letters/first_letter has other criteria or points" in caplog.text
    assert classroom.grades("ann") == UNJUDGED


def test_without_the_first_step_nothing_is_graded(classroom: Classroom, caplog: Any) -> None:
    """A teacher's own list of steps that forgets it: what a learner's file says of itself is not believed."""
    classroom.config.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput"]
    classroom.submit(ann="right")
    path = classroom.folder / "submitted" / "ann" / CHAPTER / f"{NAME}.ipynb"
    path.write_text(path.read_text().replace('"points": 1.0', '"points": 0.5'))
    with pytest.raises(NbGraderException), caplog.at_level(logging.ERROR):
        classroom.convert(Autograde)
    assert "steps.RestoreNotebook has to come first" in caplog.text and classroom.grades("ann") == UNJUDGED


def test_switched_off_execution_switches_nothing_off(classroom: Classroom) -> None:
    """Empty cells would get full marks."""
    classroom.config.Execute.enabled = False
    classroom.config.OursPreprocessor.enabled = False
    classroom.submit(ann="wrong")
    classroom.convert(Autograde)
    assert classroom.grades("ann") == [(0.0, False), (0.0, False)]


def test_other_notebooks_are_executed_as_ever(classroom: Classroom) -> None:
    """A teacher's own assignment in the same course, in a real kernel."""
    about = {"schema_version": 3, "grade": False, "solution": True, "locked": False, "task": False, "grade_id": "mine"}
    test = {**about, "solution": False, "grade": True, "locked": True, "grade_id": "test", "points": 4}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [
        {**new_code_cell(text, metadata={"nbgrader": one}), "id": one["grade_id"]}
        for one, text in ((about, "x = 1"), (test, "assert x == 1"))
    ]
    for place in ("source/own", "submitted/ann/own"):
        (classroom.folder / place).mkdir(parents=True)
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}
        (classroom.folder / place / "own.ipynb").write_text(json.dumps(notebook))
    classroom.convert(GenerateAssignment, "own")
    classroom.convert(Autograde, "own")
    with classroom.gradebook() as gradebook:
        assert gradebook.find_submission("own", "ann").score == 4.0


@pytest.mark.parametrize(
    "points, outputs", [(1.0, None), (float("nan"), None), (1.0, []), (0.5, ["x"]), (0.5, []), (1.5, None), (-1.0, None)]
)
def test_credit_that_nbgrader_would_misread_is_refused(points: float, outputs: list[str] | None) -> None:
    """nbgrader gives full marks for what it can't read: nan, words, nothing at all."""
    result = CriterionResult("a", Message("Values"), True, points, 1.0)
    verdict = Verdict("x", Status.PASSED, points, 1.0, 0.0, (), (result,))
    about = {"grade": True, "solution": False, "locked": True, "grade_id": "criterion-a", "points": 1.0, "schema_version": 3}
    cell = new_code_cell("", metadata={"nbgrader": about}, outputs=Outputs(english, []).of_criterion(result, verdict))
    if outputs is not None:
        del cell.outputs[1:]
        cell.outputs += [new_output("execute_result", {"text/plain": text}) for text in outputs]
    if points == 1.0:
        _check(cell, result)  # full marks are full marks, even unread
        return
    with pytest.raises((InternalError, ValueError)):
        _check(cell, result)


def test_a_teachers_own_changes_stay(classroom: Classroom) -> None:
    """Edited notebooks and lines of the configuration are kept, the seed too; --force writes notebooks anew."""
    path = classroom.folder / "source" / CHAPTER / f"{NAME}.ipynb"
    config = classroom.folder / "nbgrader_config.py"
    classroom.init(1.0, 1.0)
    config.write_text("# mine\n" + config.read_text() + "c.Mine.x = 1\n")
    before = config.read_text()
    assert classroom.init(1.0, 1.0) == {NAME: Fate.SAME}
    for text in (path.read_text().replace("Values", "My values"), "{}", "no json", '{"cells": 3, "metadata": []}'):
        path.write_text(text)
        assert classroom.init(1.0, 1.0) == {NAME: Fate.EDITED}
        assert path.read_text() == text
    assert classroom.init(1.0, 1.0, force=True) == {NAME: Fate.WRITTEN}
    assert config.read_text() == before and "seed=7" in before and before.count("torchkata: begin") == 1


def test_a_notebook_of_no_shape_is_refused_alone(classroom: Classroom, caplog: Any) -> None:
    """What our steps choke on costs one student the mark, and a person looks at it."""
    classroom.submit(ann="right", eve="right")
    path = classroom.folder / "submitted" / "eve" / CHAPTER / f"{NAME}.ipynb"
    path.write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}}]}')
    with pytest.raises(NbGraderException), caplog.at_level(logging.ERROR, "traitlets"):
        classroom.convert(Autograde)
    assert "this notebook can't be graded: " in caplog.text
    assert classroom.grades("ann") == [(1.0, False), (1.0, False)] and classroom.grades("eve") == UNJUDGED


def test_what_learners_wrote_does_not_move_the_cursor() -> None:
    """Notes quote lines of cells, and go to the teacher's terminal."""
    assert ours.printable("a\x1b[2J\u202eb\nc 中文") == "a [2J b\nc 中文"


def test_a_course_folder_inside_ours_is_refused(classroom: Classroom) -> None:
    """nbgrader copies what lies there, and answers do."""
    course = load_course(classroom.root)
    for folder in (classroom.root, classroom.root / "inner"):
        with pytest.raises(UsageError, match="inside the course with the answers"):
            CourseFolder(folder, course, "en", english).extend((), 1, False)


def test_a_notebook_that_would_show_an_answer_is_not_written(classroom: Classroom) -> None:
    """A line of the reference outside the answer's cell."""
    line = "return word[0].casefold().swapcase().strip()"
    path = classroom.root / "solutions" / CHAPTER / f"{NAME}.py"
    path.write_text(REFERENCE.replace("return word[0]", line))
    place = "grader.results.nbgrader.notebook.public_examples_source"
    classroom.monkeypatch.setattr(place, lambda *asked: f"if True:\n    {line}")
    with pytest.raises(AuthoringError, match="would show a line"):
        classroom.init(1.0, 1.0, force=True)

"""Our two steps in nbgrader's autograde: build the notebook anew, judge it behind the walls. `configure` names them. No torch."""

from __future__ import annotations

import math
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from grader.course.catalogue import Course, Exercise
from grader.course.stubs import stub_text
from grader.results.nbgrader import marks
from grader.results.nbgrader.answer import Answer, OwnCell, answer_text, taught_names
from grader.results.nbgrader.notebook import Notebook, points
from grader.results.nbgrader.ours import OursPreprocessor, printable
from grader.results.nbgrader.outputs import Outputs
from grader.results.nbgrader.rebuilt import is_rebuilt, is_test, rebuild
from grader.results.source import text_of
from grader.words.errors import InternalError, UsageError
from grader.words.messages import Message, english, render_all
from grader.words.submission import Submitted
from grader.words.verdict import CriterionResult, Status, Verdict

NOTES = "notes"


class RestoreNotebook(OursPreprocessor):
    """Put a learner's answers into a fresh copy of the notebook that was handed out; other notebooks pass as they are."""

    def work_on(self, nb: NotebookNode, resources: Any, exercise: str, source: Notebook) -> tuple[NotebookNode, Any]:
        """Return the notebook built anew.

        Raises:
            UsageError: the teacher's copy is not what was handed out.
        """
        if self._released_points(resources) != points(source):
            text = (
                "source/ and the gradebook differ in criteria or points: one of them is newer. `nbgrader generate_assignment "
                "{assignment} --force` takes what source/ says, and then release it again"
            )
            raise UsageError(text, assignment=resources["nbgrader"]["assignment"])
        _, translate = self.loaded()
        new, notes = rebuild(source, nb)
        new["metadata"][marks.OURS][NOTES] = [note.render(translate) for note in notes]
        return from_dict(new), resources

    def work_on_others(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Leave it as it is."""
        return nb, resources

    def _released_points(self, resources: Any) -> dict[str, float]:
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            cells = gradebook.find_notebook(about["notebook"], about["assignment"]).grade_cells
            return {cell.name: float(cell.max_score) for cell in cells}


class JudgeNotebook(OursPreprocessor):
    """Judge a notebook of ours in the sandbox, in place of executing it; others are executed as ever."""

    def work_on(self, nb: NotebookNode, resources: Any, exercise: str, source: Notebook) -> tuple[NotebookNode, Any]:
        """Return the notebook with points and messages in the criteria's cells.

        Raises:
            GraderError: the grader itself failed, or the suite has other criteria than the notebook: that is no mark.
        """
        if not is_rebuilt(nb, source):
            text = "{step} has to come first in c.Autograde.sanitize_preprocessors, or learners could grade themselves"
            raise UsageError(text, step=f"{RestoreNotebook.__module__}.{RestoreNotebook.__name__}")
        course, translate = self.loaded()
        answer = _answer(course, course.find(exercise), nb)
        verdict = self._verdict(course, course.find(exercise), answer, resources["nbgrader"]["student"])
        notes = [*nb.metadata.get(marks.OURS, {}).get(NOTES, []), *(one.render(translate) for one in answer.notes)]
        _fill(nb, verdict, answer, Outputs(translate, notes, self.reveal == "cases"))
        for note in notes:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], printable(note))
        self.log.info("%s: %s, %g/%g points", exercise, verdict.status.value, verdict.points, verdict.max_points)
        return nb, resources

    def work_on_others(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Execute it, as nbgrader does."""
        executed: tuple[NotebookNode, Any] = Execute(parent=self.parent)(nb, resources)
        return executed

    def _verdict(self, course: Course, exercise: Exercise, answer: Answer, student: str) -> Verdict:
        taken = text_of(f"{exercise.name}.ipynb", answer.text.encode("utf-8", "surrogatepass"))
        files = {exercise.id: taken if isinstance(taken, str) else None}
        problems = {exercise.id: taken} if isinstance(taken, Message) else {}
        result = self.judge_of(course, exercise.chapter).result(Submitted(student, files, problems), (exercise.id,))
        return result.verdicts[0]


def _answer(course: Course, exercise: Exercise, nb: NotebookNode) -> Answer:
    names = taught_names(stub_text(course.reference(exercise).read_text(encoding="utf-8"), english))
    cells = [cell for cell in nb.cells if cell.cell_type == "code" and not _is_handed_out(cell)]
    return answer_text([OwnCell(cell.source, _grade_id(cell) == marks.ANSWER) for cell in cells], names)


def _is_handed_out(cell: NotebookNode) -> bool:
    """Whether a cell is of the notebook as it was handed out, and not the answer's."""
    return bool(cell.metadata.get("nbgrader")) and _grade_id(cell) != marks.ANSWER


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _fill(nb: NotebookNode, verdict: Verdict, answer: Answer, outputs: Outputs) -> None:
    """Write points and messages into cells; each graded cell gets exactly what the judge said, or nothing is graded."""
    if verdict.status is Status.GRADER_ERROR:
        text = "the grader itself failed here, and that is no mark; autograde this submission again. {text}"
        raise InternalError(text, text=render_all(verdict.messages, english))
    criteria = {marks.criterion_id(one.name): one for one in verdict.criteria if one.max_points > 0}
    tests = {_grade_id(cell): cell for cell in nb.cells if is_test(cell)}
    points_of_tests = {name: one.metadata.nbgrader.points for name, one in tests.items()}
    if {name: one.max_points for name, one in criteria.items()} != points_of_tests:
        text = (
            "the suite of {exercise} has other criteria or points than the notebook that was handed out. Grade with the course "
            "as it was then, or make the notebook anew: grader nbgrader init COURSE --exercise {exercise} --force"
        )
        raise UsageError(text, exercise=verdict.exercise)
    for cell in nb.cells:
        if _grade_id(cell) == marks.ANSWER:
            cell.outputs = outputs.of_verdict(verdict, answer)
    for name, cell in tests.items():
        cell.outputs = outputs.of_criterion(criteria[name], verdict)
        _check(cell, criteria[name])


def _check(cell: NotebookNode, criterion: CriterionResult) -> None:
    """Refuse points that nbgrader would read as others: what it can't read gets full marks."""
    score, most = determine_grade(cell)
    if score != criterion.points or most != criterion.max_points or not math.isfinite(criterion.points):
        facts = {"name": criterion.name, "points": str(criterion.points), "score": str(score)}
        raise InternalError("{name} earned {points} points, and nbgrader reads {score}; please report this", **facts)

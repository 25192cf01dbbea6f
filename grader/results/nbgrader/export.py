"""`nbgrader export` with cells that are quoted, and that no spreadsheet takes for formulas. No torch."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from grader.results.exports.cells import harmless
from grader.results.nbgrader.marks import CRITERION

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


class QuotedCsvExportPlugin(ExportPlugin):  # type: ignore[misc]  # nbgrader carries no types
    """The columns of nbgrader's own export; a name may hold commas, quotes and line ends."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades of the chosen assignments and students; a submission that could not be judged has no score."""
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(COLUMNS)
            for row in self._rows(gradebook):
                writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])

    def _rows(self, gradebook: Gradebook) -> Iterator[list[object]]:
        assignments, students = {str(name) for name in self.assignment}, {str(name) for name in self.student}
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if (not assignments or assignment.name in assignments) and (not students or student.id in students):
                    names = [student.id, student.last_name, student.first_name, student.email]
                    timestamp, *scores = self._scores(gradebook, assignment.name, student.id)
                    yield [assignment.name, assignment.duedate, timestamp, *names, *scores, assignment.max_score]

    def _scores(self, gradebook: Gradebook, assignment: str, student: str) -> tuple[object, object, object, object]:
        """Return the time of a submission, its score before, the penalty, and the score after it."""
        try:
            submission = gradebook.find_submission(assignment, student)
        except MissingEntry:
            return None, 0.0, 0.0, 0.0  # as in nbgrader's own export
        if any(_is_unjudged(grade) for notebook in submission.notebooks for grade in notebook.grades):
            self.log.warning("%s, %s: not judged yet, so no score is exported", assignment, student)
            return submission.timestamp, None, None, None
        raw, penalty = submission.score, submission.late_submission_penalty
        return submission.timestamp, raw, penalty, max(0.0, raw - penalty)


def _is_unjudged(grade: Any) -> bool:
    return grade.auto_score is None and grade.manual_score is None and str(grade.name).startswith(CRITERION)

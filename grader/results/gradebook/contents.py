"""A gradebook as it was read: the term, the students, what was graded and decided, and the marks that follow. No torch."""

from __future__ import annotations

import datetime
import difflib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from grader.results.gradebook.marks import Mark, Own, own_terms, student_marks
from grader.results.gradebook.records import Decision, Grading, standing
from grader.results.gradebook.term import Term
from grader.results.roster import Roster
from grader.words.errors import UsageError


@dataclass(frozen=True)
class AppliedTerm:
    """A term as it was applied: by whom, and when."""

    term: Term
    by: str
    at: datetime.datetime


@dataclass(frozen=True)
class Contents:
    """Everything in a gradebook at one moment; histories are in the order in which they were written."""

    terms: tuple[AppliedTerm, ...]
    roster: Roster
    gradings: tuple[Grading, ...]
    decisions: tuple[Decision, ...]

    @property
    def term(self) -> Term:
        """The term that holds: the last that was applied.

        Raises:
            UsageError: none was.
        """
        if not self.terms:
            raise UsageError("the gradebook has no term yet: `grader gradebook apply term.toml` gives it one")
        return self.terms[-1].term

    @property
    def students(self) -> tuple[str, ...]:
        """Those of the roster, then those who were graded or decided about all the same."""
        listed = [one.student for one in self.roster.students]
        others = sorted({one.student for one in self.gradings} | {one.student for one in self.decisions})
        return tuple(dict.fromkeys([*listed, *others]))

    def student(self, text: str) -> str:
        """Return the student of this id, or of this name or address in the roster.

        Raises:
            UsageError: there is none.
        """
        if text in self.students:
            return text
        if (found := self.roster.find(text)) is not None:
            return found.student
        names = ", ".join(difflib.get_close_matches(text, self.students, 3, 0.4) or self.students[:10]) or "-"
        raise UsageError("the gradebook has no student {name}. It has: {names}", name=text, names=names)

    def marks(self, term: Term | None = None, students: Iterable[str] | None = None) -> tuple[Mark, ...]:
        """Return the marks, student by student; default: of all, under the term that holds."""
        held = term or self.term
        graded, decided = defaultdict[str, list[Grading]](list), defaultdict[str, list[Decision]](list)
        for grading in self.gradings:
            graded[grading.student].append(grading)
        for decision in standing(self.decisions):
            decided[decision.student].append(decision)
        chosen = self.students if students is None else students
        return tuple(mark for one in chosen for mark in student_marks(held, one, graded[one], decided[one]))

    def own_terms(self, student: str, assignment: str) -> Own:
        """Return when an assignment is due and closes for one student."""
        decided = [one for one in standing(self.decisions) if (one.student, one.assignment) == (student, assignment)]
        return own_terms(self.term.assignment(assignment), decided)

"""Grading a class: which units are still to be judged, in which order, and when a student's result is whole. No torch."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from pathlib import Path

from grader.results.journal import Handed
from grader.results.order import Order
from grader.results.store import Store
from grader.results.submissions import read_submission
from grader.results.units import Unit, key_of, units_of
from grader.words.submission import Submitted
from grader.words.verdict import SubmissionResult

NEW_SHARE = 0.3  # of the newest measurement in what an exercise is expected to cost

Whole = Callable[[Handed, bool], None]
"""Told of a result that is whole: what it is made of, and whether anything in it was judged now."""


class Grading:
    """Plans units from submissions and puts results together from verdicts.

    A unit that several handed in is judged once. With `anew` what was judged on other terms (another suite, reference, judge)
    is judged on today's; else it stays, and `stale` counts it.
    """

    def __init__(self, store: Store, paths: list[Path], terms: dict[str, str], whole: Whole, anew: bool = False) -> None:
        self.store = store
        self.paths = paths
        self.terms = terms
        self.whole = whole
        self.anew = anew
        self.stale = 0
        self._lock = threading.Lock()
        self._asked: set[str] = set()
        self._left: dict[str, set[str]] = {}
        self._plans: dict[str, Handed] = {}
        self._waiting: dict[str, list[str]] = {}
        self._seconds: dict[str, float] = {}

    def batches(self) -> Order:
        """Return what is to be judged, submissions in their order, of those at hand in the order that is quickest."""
        units = (unit for path in self.paths for unit in self._plan(read_submission(path, tuple(self.terms))))
        return Order(units, self._seconds)

    def judged(self, submitted: Submitted, result: SubmissionResult) -> None:
        """Keep a unit's verdict; the results that waited for it alone are whole."""
        (verdict,) = result.verdicts
        key = submitted.student
        with self._lock:
            self.store.keep(key, verdict)
            known = self._seconds.get(verdict.exercise, verdict.seconds)
            self._seconds[verdict.exercise] = known + NEW_SHARE * (verdict.seconds - known)
            for student in self._waiting.pop(key, ()):
                self._left[student].discard(key)
                if not self._left[student]:
                    self._finish(student, judged=True)

    def _plan(self, submitted: Submitted) -> list[Unit]:
        """Note what a student's result will be made of; return what of it nobody has asked for yet."""
        with self._lock:
            units = units_of(submitted, self.terms)
            plan = self._planned(submitted, units)
            keys = {unit.exercise: key_of(unit.content, plan.terms[unit.exercise]) for unit in units}
            open_keys = {key for key in keys.values() if not self.store.knows(key)}
            self._plans[submitted.student], self._left[submitted.student] = plan, open_keys
            for key in open_keys:
                self._waiting.setdefault(key, []).append(submitted.student)
            new = [unit for unit in units if keys[unit.exercise] in open_keys - self._asked]
            self._asked |= open_keys
            if not open_keys:
                self._finish(submitted.student, judged=False)
            return new

    def _planned(self, submitted: Submitted, units: tuple[Unit, ...]) -> Handed:
        before = self.store.handed(submitted.student)
        terms = {}
        for unit in units:
            terms[unit.exercise] = unit.terms
            if before is not None and before.contents.get(unit.exercise) == unit.content and not self.anew:
                earlier = before.terms[unit.exercise]
                if earlier != unit.terms and self.store.knows(key_of(unit.content, earlier)):
                    terms[unit.exercise] = earlier
                    self.stale += 1
        contents = {unit.exercise: unit.content for unit in units}
        refused = bool(submitted.messages) and all(unit.problem in submitted.messages for unit in units)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        why = "regraded" if self.anew else "graded"
        return Handed(submitted.student, contents, terms, submitted.messages, refused, now, why)

    def _finish(self, student: str, judged: bool) -> None:
        del self._left[student]
        self.whole(self._plans.pop(student), judged)


def same_result(before: Handed | None, after: Handed) -> bool:
    """Return whether two results are made of the same verdicts."""
    return before is not None and (before.contents, before.terms, before.messages) == (
        after.contents, after.terms, after.messages,
    )  # fmt: skip

"""Which unit a judge gets next: what it knows already, then what nobody knows, the longest first. No torch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from grader.results.pool import Choice
from grader.results.units import Unit
from grader.words.submission import Submitted

LOOKAHEAD = 200  # units from which one is chosen: a few students' work, so that results still come student by student
UNMEASURED_SECONDS = 1.0


class Order(Choice):
    """Gives units, one a batch, as they are asked for; `seconds` is what an exercise is expected to cost.

    A judge remembers what came of answers and of an exercise's known mistakes, which take it seconds to run. So each exercise
    has judges that know it, and another takes it only when there is nothing else to do.
    """

    def __init__(self, units: Iterator[Unit], seconds: Mapping[str, float]) -> None:
        self.units = units
        self.seconds = seconds
        self._ahead: dict[str, deque[tuple[int, Unit]]] = {}
        self._knowing: dict[str, set[int]] = {}
        self._number = self._waiting = 0

    def __next__(self) -> tuple[Submitted]:
        """Return the longest."""
        batch = self.next_for(None)
        if batch is None:
            raise StopIteration
        return batch

    def next_for(self, judge: int | None) -> tuple[Submitted] | None:
        """Return what this judge is to get, or None at the end."""
        self._look_ahead()
        if not self._ahead:
            return None
        exercise = max(self._ahead, key=lambda name: self._rank(name, judge))
        _, unit = self._ahead[exercise].popleft()
        self._waiting -= 1
        if not self._ahead[exercise]:
            del self._ahead[exercise]
        if judge is not None:
            self._knowing.setdefault(exercise, set()).add(judge)
        return (unit.submitted(),)

    def _look_ahead(self) -> None:
        while self._waiting <= LOOKAHEAD and (unit := next(self.units, None)) is not None:
            self._ahead.setdefault(unit.exercise, deque()).append((self._number, unit))
            self._number += 1
            self._waiting += 1

    def _rank(self, exercise: str, judge: int | None) -> tuple[int, float, int]:
        knowing = self._knowing.get(exercise, set())
        known = 1 if judge is None or not knowing else 2 if judge in knowing else 0
        return known, self.seconds.get(exercise, UNMEASURED_SECONDS), -self._ahead[exercise][0][0]

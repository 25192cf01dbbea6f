"""Which unit a judge gets next: of exercises that it knows, then of those that nobody knows, the longest first. No torch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from enum import IntEnum

from grader.results.pool import Choice
from grader.results.units import Unit
from grader.words.submission import Submitted

LOOKAHEAD = 200  # units from which one is chosen: a few students' work, so that results still come student by student
UNMEASURED_SECONDS = 1.0
LEARNING_SECONDS = 4.0  # what the known mistakes of an exercise take a judge, once


class Standing(IntEnum):
    """How an exercise stands to a judge; the greater goes first. A judge alone may as well keep to the submissions' order."""

    OTHERS = 0
    NEW = 1
    KNOWN = 2


class Order(Choice):
    """Gives units, one a batch, as they are asked for; `seconds` is what an exercise is expected to cost.

    A judge remembers what came of answers and of an exercise's known mistakes, which take it seconds to run. So each exercise
    has judges that know it, and another takes it only when it has nothing else to do and enough is left for two.
    """

    def __init__(self, units: Iterator[Unit], seconds: Mapping[str, float]) -> None:
        self.units = units
        self.seconds = seconds
        self._ahead: dict[str, deque[tuple[int, Unit]]] = {}
        self._knowing: dict[str, set[int]] = {}
        self._judges: set[int] = set()
        self._number = self._waiting = 0
        self._all_seen = False

    def next_for(self, judge: int | None) -> tuple[Submitted] | None:
        """Return one unit for this judge; None where nothing is left for it."""
        self._look_ahead()
        if not self._ahead:
            return None
        exercise = max(self._ahead, key=lambda name: self._rank(name, judge))
        if self._all_seen and self._belongs_to_others(exercise, judge) and self._seconds_left(exercise) < LEARNING_SECONDS:
            return None
        _, unit = self._ahead[exercise].popleft()
        self._waiting -= 1
        if not self._ahead[exercise]:
            del self._ahead[exercise]
        if judge is not None:
            self._judges.add(judge)
            self._knowing.setdefault(exercise, set()).add(judge)
        return (unit.submitted(),)

    def _look_ahead(self) -> None:
        while self._waiting <= LOOKAHEAD and not self._all_seen:
            unit = next(self.units, None)
            if unit is None:
                self._all_seen = True
                return
            self._ahead.setdefault(unit.exercise, deque()).append((self._number, unit))
            self._number += 1
            self._waiting += 1

    def _rank(self, exercise: str, judge: int | None) -> tuple[Standing, float, int]:
        first = -self._ahead[exercise][0][0]
        if self._belongs_to_others(exercise, judge):
            return Standing.OTHERS, self._seconds_left(exercise), first
        known = len(self._judges) > 1 and judge in self._knowing.get(exercise, ())
        return Standing.KNOWN if known else Standing.NEW, self._expected(exercise), first

    def _belongs_to_others(self, exercise: str, judge: int | None) -> bool:
        knowing = self._knowing.get(exercise, set())
        return judge is not None and bool(knowing) and judge not in knowing

    def _seconds_left(self, exercise: str) -> float:
        return len(self._ahead[exercise]) * self._expected(exercise)

    def _expected(self, exercise: str) -> float:
        return self.seconds.get(exercise, UNMEASURED_SECONDS)

"""Before and after: what regrading would change in a class's results. No torch."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec

from grader.results.exports.cells import harmless
from grader.results.journal import Handed
from grader.results.store import Store
from grader.results.units import key_of
from grader.words.verdict import Verdict


class Change(msgspec.Struct, frozen=True):
    """One verdict that was judged anew; `before` is None where the student had none."""

    student: str
    exercise: str
    before: Verdict | None
    after: Verdict

    @property
    def differs(self) -> bool:
        """Whether the mark or the reasons for it are others now."""
        return self.before is None or _outcome(self.before) != _outcome(self.after)

    @property
    def gain(self) -> float:
        """The points more; negative: fewer."""
        return round(self.after.points - (self.before.points if self.before else 0.0), 6)

    @property
    def criteria(self) -> str:
        """What is met now and was not (+name), and what is met no more (-name)."""
        before = _met(self.before) if self.before else set()
        after = _met(self.after)
        return " ".join([*(f"+{name}" for name in sorted(after - before)), *(f"-{name}" for name in sorted(before - after))])


def changes(store: Store, after: Iterable[Handed]) -> Iterator[Change]:
    """Yield each verdict that is another than in the present results."""
    for handed in after:
        before = store.handed(handed.student)
        for exercise, content in handed.contents.items():
            key = key_of(content, handed.terms[exercise])
            earlier = key_of(before.contents[exercise], before.terms[exercise]) if before else None
            if key != earlier:
                yield Change(handed.student, exercise, store.verdict(earlier) if earlier else None, store.verdict(key))


def changes_csv(found: Iterable[Change]) -> bytes:
    """Return the changes as CSV, before and after side by side."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["student", "exercise", "status before", "status after", "points before", "points after", "max points", "criteria"]
    )
    for change in found:
        before, after = change.before, change.after
        cells = [change.student, change.exercise, before.status.value if before else "", after.status.value]
        marks = [before.points if before else "", after.points, after.max_points]
        writer.writerow([*map(harmless, cells), *marks, harmless(change.criteria)])
    return text.getvalue().encode("utf-8")


def _outcome(verdict: Verdict) -> tuple[object, ...]:
    return verdict.status, verdict.points, verdict.max_points, [(one.name, one.passed) for one in verdict.criteria]


def _met(verdict: Verdict) -> set[str]:
    return {one.name for one in verdict.criteria if one.passed}

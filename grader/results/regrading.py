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
        """The share of the maximum more; negative: less. A maximum that grew takes something from those whose points did not."""
        return round(_share(self.after) - (_share(self.before) if self.before else 0.0), 6)

    @property
    def met(self) -> list[str]:
        """The criteria that are met now and were not."""
        return sorted(_met(self.after) - _met(self.before))

    @property
    def unmet(self) -> list[str]:
        """The criteria that are met no more."""
        return sorted(_met(self.before) - _met(self.after))


def changes(store: Store, after: Iterable[Handed]) -> Iterator[Change]:
    """Yield each verdict that is another than in the present results."""
    for handed in after:
        before = store.handed(handed.student)
        for exercise, content in handed.contents.items():
            key = key_of(content, handed.terms[exercise])
            held = before is not None and exercise in before.contents
            earlier = key_of(before.contents[exercise], before.terms[exercise]) if before and held else ""
            if key != earlier:
                known = earlier in store.journal.known
                yield Change(handed.student, exercise, store.verdict(earlier) if known else None, store.verdict(key))


def without_our_failures(store: Store, after: Iterable[Handed]) -> tuple[list[Handed], list[str]]:
    """Return the results with what the grader itself failed on left as it was, and the students whom that concerns."""
    kept: list[Handed] = []
    failed: list[str] = []
    for handed in after:
        ours = [name for name, content in handed.contents.items() if not store.knows(key_of(content, handed.terms[name]))]
        before = store.handed(handed.student)
        if ours:
            failed.append(handed.student)
        if ours and before is not None:
            contents = {name: before.contents.get(name, one) if name in ours else one for name, one in handed.contents.items()}
            terms = {name: before.terms.get(name, one) if name in ours else one for name, one in handed.terms.items()}
            handed = msgspec.structs.replace(handed, contents=contents, terms=terms)
        kept.append(handed)
    return kept, failed


def changes_csv(found: Iterable[Change]) -> bytes:
    """Return the changes as CSV, before and after side by side."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["student", "exercise", "status before", "status after", "points before", "of", "points after", "of", "met now",
         "met no more"]
    )  # fmt: skip
    for change in found:
        before, after = change.before, change.after
        cells = [change.student, change.exercise, before.status.value if before else "", after.status.value]
        marks = [before.points if before else "", before.max_points if before else "", after.points, after.max_points]
        writer.writerow([*map(harmless, cells), *marks, " ".join(change.met), " ".join(change.unmet)])
    return text.getvalue().encode("utf-8")


def _outcome(verdict: Verdict) -> tuple[object, ...]:
    return verdict.status, verdict.points, verdict.max_points, [(one.name, one.passed) for one in verdict.criteria]


def _share(verdict: Verdict) -> float:
    return verdict.points / verdict.max_points if verdict.max_points else 0.0


def _met(verdict: Verdict | None) -> set[str]:
    return {one.name for one in verdict.criteria if one.passed} if verdict else set()

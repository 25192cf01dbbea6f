"""Which known mistakes explain a submission's failed criteria: those that answer exactly alike. Judge's side.

A mistake runs as submissions do, in a worker of its own, once in a run; what is compared are the frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from grader.course.mistakes import Mistake
from grader.judge.transcript import Transcript, alike, shows_values
from grader.words.messages import Message
from grader.words.verdict import Cause, CriterionResult, base_name

MOST_PICTURES = 4

Run = Callable[[Mistake, frozenset[str]], dict[str, Transcript]]
"""Run a mistake's criteria of these names; return the transcripts of those that it fails."""


@dataclass
class Diagnosis:
    """The mistakes of one exercise, with what each did on the criteria that it fails."""

    mistakes: tuple[Mistake, ...]
    run: Run
    known: dict[str, dict[str, Transcript]] = field(default_factory=dict)

    def causes(self, results: Iterable[CriterionResult], transcripts: dict[str, Transcript]) -> tuple[Cause, ...]:
        """Return the causes of the failed criteria, the one that explains most points first."""
        failed = {result.name: result.max_points for result in results if result.name in transcripts}
        matches = {mistake: self._explained(mistake, transcripts) for mistake in self.mistakes}
        causes: list[Cause] = []
        open_criteria = set(failed)
        while open_criteria:
            ranked = sorted(
                (
                    (_rank(mistake, names & open_criteria, failed), mistake)
                    for mistake, names in matches.items()
                    if names & open_criteria
                ),
                key=lambda pair: pair[0],
                reverse=True,
            )
            if not ranked:
                break
            best, mistake = ranked[0]
            explained = matches[mistake] & open_criteria
            equals = tuple(other for rank, other in ranked[1:] if rank == best and matches[other] & open_criteria == explained)
            causes.append(_cause(mistake, [name for name in failed if name in explained], equals))
            open_criteria -= explained
        return tuple(causes)

    def _explained(self, mistake: Mistake, transcripts: dict[str, Transcript]) -> frozenset[str]:
        candidates = {name for name in transcripts if base_name(name) in mistake.fails}
        if 2 * len({base_name(name) for name in candidates}) < len(mistake.fails) or not candidates:
            return frozenset()  # who meets most of what the mistake fails believes something else: it need not be run
        theirs = self._transcripts(mistake)
        explained = frozenset(name for name in candidates if name in theirs and alike(transcripts[name], theirs[name]))
        if 2 * len(explained) < len(candidates):
            return frozenset()  # who answers otherwise on most of what both fail believes something else
        # an exception of Python's or PyTorch's own has many causes: alone it proves a mistake only where all that it fails agrees
        if any(shows_values(transcripts[name]) for name in explained) or explained == set(theirs) >= candidates:
            return explained
        return frozenset()

    def _transcripts(self, mistake: Mistake) -> dict[str, Transcript]:
        if mistake.slug not in self.known:
            self.known[mistake.slug] = self.run(mistake, frozenset(mistake.fails))
        return self.known[mistake.slug]


def _rank(mistake: Mistake, explained: frozenset[str] | set[str], failed: dict[str, float]) -> tuple[float, int, int]:
    """Rank by the points that are explained, then by how little else the mistake would fail."""
    base = {base_name(name) for name in failed}
    return (sum(failed[name] for name in explained), len(explained), -len(set(mistake.fails) - base))


def _cause(mistake: Mistake, explained: list[str], equals: tuple[Mistake, ...]) -> Cause:
    also = tuple(Message(other.belief) for other in equals)
    return Cause(mistake.slug, Message(mistake.belief), Message(mistake.rule), tuple(explained), also)


def with_causes(results: Iterable[CriterionResult], causes: tuple[Cause, ...]) -> list[CriterionResult]:
    """Return the results with the slug of its cause at each criterion that has one.

    What one cause explains is drawn once, and of what nothing explains the first few: results of a class must stay readable.
    """
    slugs = {name: cause.slug for cause in causes for name in cause.criteria}
    told = {name for cause in causes for name in cause.criteria[1:]}
    drawn: list[CriterionResult] = []
    for result in results:
        enough = result.name in told or sum(one.picture is not None for one in drawn) >= MOST_PICTURES
        picture = None if enough else result.picture
        drawn.append(msgspec.structs.replace(result, misconception=slugs.get(result.name), picture=picture))
    return drawn

"""Pairs of submissions that share more than chance and the course explain. No torch.

Taken out first is whatever the course itself knows: stub, reference, variants, mistakes. Who has nothing else is in no pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from grader.results.similarity.fingerprints import Fingerprint, fingerprint

LEAST_SHARE = 0.4
"""Of what is a submission's own: the course's variants, written each by itself, mostly share below a fifth."""
LEAST_CHARACTERS = 120
"""About six short lines, names counted as one character each: less is alike by chance."""
MOST_PAIRS = 300
BLOCK_CELLS = 20_000_000


@dataclass(frozen=True)
class Side:
    """One submission of a pair: its lines in common, each with the line on the other side that it goes with (0: goes on)."""

    student: str
    text: str
    lines: Mapping[int, int]
    share: float


@dataclass(frozen=True)
class Pair:
    """Two submissions of one exercise; `others` counts further ones that hold at least half of what these have in common."""

    exercise: str
    one: Side
    two: Side
    others: int

    @property
    def share(self) -> float:
        """The larger share: who copies may add to it."""
        return max(self.one.share, self.two.share)

    @property
    def students(self) -> tuple[str, str]:
        """Both names."""
        return self.one.student, self.two.student


def alike(exercise: str, files: Mapping[str, str], known: Iterable[str]) -> list[Pair]:
    """Return the suspicious pairs of one exercise, the most alike first; `files` by student, `known` the course's own."""
    taken = frozenset[int]().union(*(fingerprint(text).hashes for text in known))
    read = {student: fingerprint(text).without(taken) for student, text in files.items()}
    own = {student: one for student, one in read.items() if one.places}
    ranked = sorted(_candidates(own), key=lambda found: (-found[0], found[1:]))
    enough = (names for _, *names in ranked if _is_enough(*(own[name] for name in names)))
    pairs = [_pair(exercise, own, one, two) for one, two in islice(enough, MOST_PAIRS)]
    return sorted(pairs, key=lambda pair: (-pair.share, pair.students))


def _candidates(own: Mapping[str, Fingerprint]) -> Iterator[tuple[float, str, str]]:
    """Yield (share, one, two) for each pair that shares enough of its runs."""
    import numpy as np

    names = list(own)
    holders: dict[int, list[int]] = {}
    for place, name in enumerate(names):
        for one in own[name].places:
            holders.setdefault(one, []).append(place)
    columns = [rows for rows in holders.values() if len(rows) > 1]
    counts = np.zeros((len(names), len(names)), dtype=np.float32)
    step = max(1, BLOCK_CELLS // max(1, len(names)))
    for start in range(0, len(columns), step):
        block = columns[start : start + step]
        held = np.zeros((len(names), len(block)), dtype=np.float32)
        for column, rows in enumerate(block):
            held[rows, column] = 1
        counts += held @ held.T
    sizes = np.array([len(own[name].places) for name in names], dtype=np.float32)
    shares = counts / np.minimum(sizes[:, None], sizes[None, :]).clip(min=1)
    for one, two in zip(*np.nonzero(np.triu(shares >= LEAST_SHARE, 1)), strict=True):
        yield float(shares[one, two]), names[one], names[two]


def _is_enough(one: Fingerprint, two: Fingerprint) -> bool:
    common = one.hashes & two.hashes
    return min(_length(one.spans(common)), _length(two.spans(common))) >= LEAST_CHARACTERS


def _pair(exercise: str, own: Mapping[str, Fingerprint], one: str, two: str) -> Pair:
    first, second = own[one], own[two]
    common = first.hashes & second.hashes
    sides = (_side(one, first, second, common), _side(two, second, first, common))
    return Pair(exercise, *sides, sum(2 * len(common & own[name].hashes) >= len(common) for name in own) - 2)


def _side(student: str, mine: Fingerprint, theirs: Fingerprint, common: frozenset[int]) -> Side:
    share = _length(mine.spans(common)) / max(1, _length(mine.spans(mine.hashes)))
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for one in common:
        for place in mine.places[one]:
            votes[mine.lines[place]][theirs.lines[theirs.places[one][0]]] += 1
    lines = {line: max(votes[line].items(), key=lambda vote: (vote[1], -vote[0]))[0] if line in votes else 0
             for line in _covered(mine, common)}  # fmt: skip
    return Side(student, mine.text, lines, min(1.0, share))


def _covered(mine: Fingerprint, common: frozenset[int]) -> list[int]:
    """Return the lines of which at least half is in common."""
    total: dict[int, int] = {}
    inside: dict[int, int] = {}
    for line in mine.lines:
        total[line] = total.get(line, 0) + 1
    for begin, end in mine.spans(common):
        for line in mine.lines[begin:end]:
            inside[line] = inside.get(line, 0) + 1
    return sorted(line for line, count in inside.items() if 2 * count >= total[line])


def _length(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - begin for begin, end in spans)

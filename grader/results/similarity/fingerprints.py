"""One file as the fingerprints of its code: names, comments, strings and layout make no difference. No torch.

copydetect reads the code; what is compared is every run of K characters of what it leaves (a name is one of them).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

K = 25
MOST_CHARACTERS = 60_000  # a longer file is compared by its beginning: a file as long as that is no exercise's
LINE_END = re.compile(r"\r\n?")


@dataclass(frozen=True)
class Fingerprint:
    """One file: where each run of K characters begins, by its hash, and which line each character stands in (from 1)."""

    text: str
    places: dict[int, list[int]] = field(repr=False)
    lines: list[int] = field(repr=False)

    @cached_property
    def hashes(self) -> frozenset[int]:
        """The hashes of all runs."""
        return frozenset(self.places)

    def without(self, known: frozenset[int]) -> Fingerprint:
        """Return it without the runs that stand in what is known."""
        return Fingerprint(self.text, {one: places for one, places in self.places.items() if one not in known}, self.lines)

    def spans(self, common: Iterable[int]) -> list[tuple[int, int]]:
        """Return the stretches (first, behind the last) of characters that these runs cover."""
        import numpy as np
        from copydetect.utils import get_copied_slices

        starts = np.array(sorted({place for one in common for place in self.places[one]}), dtype=int)
        first, last = get_copied_slices(starts, K)
        return [(int(begin), min(int(end), len(self.lines))) for begin, end in zip(first, last, strict=True)]


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a Python file."""
    from copydetect.utils import filter_code, get_document_fingerprints

    code = LINE_END.sub("\n", text[:MOST_CHARACTERS]).removeprefix("\ufeff")
    inner = code.lstrip("\n")  # the tokenizer leaves these out, and its offsets do not know
    filtered, offsets = filter_code(inner, "", language="python")
    _, places = get_document_fingerprints(filtered, K, 1) if len(filtered) >= K else (set(), {})
    kept = {int(one): [int(place) for place in found] for one, found in places.items()}
    return Fingerprint(text, kept, _lines(filtered, offsets, inner, len(code) - len(inner)))


def _lines(filtered: str, offsets: object, inner: str, before: int) -> list[int]:
    """Return the line of each character that is left, from what the tokenizer took out before it."""
    import numpy as np

    table = np.asarray(offsets)
    taken = np.maximum.accumulate(table[:, 1])  # it enters a class's name with that name's length alone
    places = np.arange(len(filtered))
    rows = np.clip(np.searchsorted(table[:, 0], places), 0, len(table) - 1)
    ends = [match.start() for match in re.finditer("\n", inner)]
    return [1 + before + bisect_right(ends, int(place)) for place in places + taken[rows]]

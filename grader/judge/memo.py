"""What criteria asked and were answered before, and what came of it: who answers alike is not judged anew. Judge's side.

A verdict on a criterion is a function of the criterion, the run's seed and the bytes that the worker answered, one answer
after the other. So the judge keeps, for each beginning of answers, the next request or the result. A worker is asked the same
requests whether its answers are known or not; at the first answer that is new the suite itself is run, on those that came
until then.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import msgspec

from grader.judge.transcript import Transcript
from grader.words.messages import Message
from grader.words.verdict import CriterionResult

MAX_BYTES = 64 * 1024 * 1024
MAX_PATH_BYTES = 4 * 1024 * 1024
ENTRY_BYTES = 512  # what an entry takes beside the bytes that it holds


@dataclass(frozen=True)
class Asked:
    """One request: the numbers of the objects that were let go of before it, its frame, whether only a search asks it."""

    released: tuple[int, ...]
    request: bytes
    searching: bool = False


@dataclass(frozen=True)
class Settled:
    """What came of a criterion: its result, where it failed the steps, and what is said of a name that the file lacks."""

    result: CriterionResult
    transcript: Transcript | None = None
    missing: tuple[str, tuple[Message, ...]] | None = None

    @cached_property
    def size(self) -> int:
        """The bytes that it holds, about."""
        return len(msgspec.json.encode(self.result)) + (self.transcript.size if self.transcript is not None else 0)


Exchange = tuple[Asked, bytes]


class Memo:
    """A tree of answers, one entry for each beginning; the entries that were not needed for longest make room for new ones."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.entries: OrderedDict[bytes, Asked | Settled] = OrderedDict()
        self.size = 0
        self.unsteady: set[bytes] = set()

    def start(self, *criterion: object) -> bytes:
        """Return the key of a criterion's first request; what it is run under besides the worker is part of it."""
        return _digest(repr(criterion).encode())

    def after(self, key: bytes, request: bytes, answer: bytes) -> bytes:
        """Return the key of what follows an answer to this request."""
        return _digest(key + _digest(request) + answer)

    def look(self, key: bytes) -> Asked | Settled | None:
        """Return what is known to follow."""
        entry = self.entries.get(key)
        if entry is not None:
            self.entries.move_to_end(key)
        return entry

    def keep(self, key: bytes, path: list[Exchange], settled: Settled) -> None:
        """Remember a criterion from its first request to its result."""
        if key in self.unsteady:
            return
        for asked, answer in path:
            self._put(key, asked)
            key = self.after(key, asked.request, answer)
        self._put(key, settled)
        while self.size > self.max_bytes:
            self.size -= _size(self.entries.popitem(last=False)[1])

    def distrust(self, key: bytes) -> None:
        """Forget a criterion that did not ask the same after the same answers, and remember nothing of it again."""
        self.unsteady.add(key)
        self._drop(key)

    def _drop(self, key: bytes) -> None:
        if (entry := self.entries.pop(key, None)) is not None:
            self.size -= _size(entry)

    def _put(self, key: bytes, entry: Asked | Settled) -> None:
        self._drop(key)
        self.entries[key] = entry
        self.size += _size(entry)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=32).digest()


def _size(entry: Asked | Settled) -> int:
    return ENTRY_BYTES + (len(entry.request) if isinstance(entry, Asked) else entry.size)

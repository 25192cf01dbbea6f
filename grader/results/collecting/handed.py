"""What was found, whatever it was found in: files that students handed in, and what is no exercise. No torch."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from grader.words.messages import Message


@dataclass(frozen=True)
class HandedFile:
    """A file that claims an exercise: where it lay, its bytes or why they were not taken, when it was last changed.

    `plain`: it is called as the exercise is, in its chapter's folder. `rank`: the platform's own order, newer is greater.
    `local`: the time's zone is this machine's, for want of one. `named`: as the exercise, wherever it lay.
    """

    exercise: str
    path: str
    content: bytes | Message
    time: datetime.datetime | None = None
    local: bool = False
    plain: bool = True
    named: bool = True
    rank: int = 0


@dataclass(frozen=True)
class Left:
    """Something that is nobody's, or no exercise's, and why."""

    path: str
    reason: Message


@dataclass(frozen=True)
class Handed:
    """What one student handed in: `name` and the platform's `number` are as the source has them."""

    origin: str
    name: str
    number: str = ""
    files: tuple[HandedFile, ...] = ()
    submitted_at: datetime.datetime | None = None
    notes: tuple[Message, ...] = ()
    left: tuple[Left, ...] = ()


@dataclass(frozen=True)
class Haul:
    """All that a source holds."""

    handed: tuple[Handed, ...]
    left: tuple[Left, ...] = ()

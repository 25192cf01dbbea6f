"""A learner's own file as a page shows it: numbered lines, those marked that a message names. No torch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

LINE = re.compile(r"^ *(?:line|第) (\d{1,7})", re.MULTILINE)
LINE_END = re.compile(r"\r\n|\r|\n")  # as Python counts them: a form feed ends none
MOST_LINES = 1500
AROUND = 10
MOST_COLUMNS = 500


@dataclass(frozen=True)
class Line:
    """One line of a file; `gap` is how many lines before it are left out. Behind a last gap there is none: number 0."""

    number: int
    text: str
    named: bool
    gap: int = 0


def named_lines(messages: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the lines that these messages name."""
    return frozenset(int(number) for message in messages for number in LINE.findall(message))


def numbered(source: str, named: frozenset[int], most: int = MOST_LINES) -> tuple[Line, ...]:
    """Return the lines of a file: the first `most`, and what stands around each line that is named; the rest are gaps."""
    texts = LINE_END.split(source)
    if len(texts) > 1 and not texts[-1]:
        texts.pop()
    far = {place for number in named for place in range(number - AROUND, number + AROUND + 1)}
    lines: list[Line] = []
    gap = 0
    for number, text in enumerate(texts, start=1):
        if number > most and number not in far:
            gap += 1
            continue
        lines.append(Line(number, _cut(text), number in named, gap))
        gap = 0
    return tuple(lines) if not gap else (*lines, Line(0, "", False, gap))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_COLUMNS else text[:MOST_COLUMNS] + " …"


def blocks(message: str) -> list[tuple[bool, str]]:
    """Return the parts of a message: sentences, which a page may wrap, and the aligned lines of grids, which it must not."""
    parts = groupby(message.split("\n"), key=lambda line: line.startswith("    "))
    return [(aligned, "\n".join(lines)) for aligned, lines in parts]

"""Alike submissions as a page with both sides beside each other, and as a table for a spreadsheet. No torch."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

from grader.results.exports.cells import harmless
from grader.results.reports.code import Line, numbered
from grader.results.reports.pages import environment
from grader.results.similarity.pairs import LEAST_SHARE, MOST_PAIRS, Pair, Side
from grader.words.messages import Translate

MOST_SHOWN = 60
FIRST_LINES = 0  # what is not in common is shown only around it


@dataclass(frozen=True)
class Shown:
    """One side of a pair that is shown in full: its lines; where a part begins, the line on the other side."""

    student: str
    share: float
    lines: tuple[Line, ...]
    other: dict[int, int]


def _shown(side: Side) -> Shown:
    lines = side.lines
    other = {line: place for line, place in lines.items() if place and lines.get(line - 1) != place - 1}
    return Shown(side.student, side.share, numbered(side.text, frozenset(side.lines), FIRST_LINES), other)


def similarity_page(pairs: list[Pair], submissions: int, exercises: int, translate: Translate, language: str) -> str:
    """Return the page; the pairs come sorted."""
    counts = Counter(tuple(sorted(pair.students)) for pair in pairs)
    return (
        environment(translate, language)
        .get_template("similar.html")
        .render(
            pairs=[(pair, counts[tuple(sorted(pair.students))]) for pair in pairs],
            shown=[(pair, _shown(pair.one), _shown(pair.two)) for pair in pairs[:MOST_SHOWN]],
            submissions=submissions,
            exercises=exercises,
            least=LEAST_SHARE,
            full=len(pairs) >= MOST_PAIRS,
        )
    )


def similarity_table(pairs: list[Pair]) -> bytes:
    """Return a line for each pair: exercise, both students with their shares, how many others hold the same."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["exercise", "student", "other", "percent", "percent_of_other", "lines", "also_in"])
    for pair in pairs:
        shares = [f"{100 * side.share:.0f}" for side in (pair.one, pair.two)]
        writer.writerow([pair.exercise, *map(harmless, pair.students), *shares, len(pair.one.lines), pair.others])
    return out.getvalue().encode()

"""Tables as Markdown, for the terminal and for the documentation alike."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence


def markdown(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], *notes: str) -> str:
    """Return a heading, a table with its numbers to the right, and notes below it."""
    lines = [f"### {title}", "", _row(head), _row(["---", *["---:"] * (len(head) - 1)]), *map(_row, rows)]
    return "\n".join([*lines, *(f"\n{note}" for note in notes)]) + "\n"


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return the median, and the least and the greatest where there are several."""
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the lower quartile, the median and the upper quartile; of a single value three times itself."""
    low, middle, high = statistics.quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
    return low, middle, high


def times(ratio: float) -> str:
    """Return a ratio in words of figures: two significant ones below 10, whole above."""
    return f"{ratio:.2f}x" if ratio < 10 else f"{ratio:.0f}x"


def mebibytes(count: float) -> str:
    """Return a number of bytes in MiB."""
    return f"{count / 2**20:.0f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

"""Tables in text files, however a spreadsheet encodes them and divides their cells. No torch."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from grader.results.encodings import decoded
from grader.words.errors import UsageError

SEPARATORS = ",;\t"
COMMENT = "#"

NumberedRow = tuple[int, list[str]]
"""A row's number, which a teacher sees beside it in a spreadsheet, and its cells."""


def read_text(path: Path) -> str | None:
    """Return the text in a file; None where it is none.

    Raises:
        UsageError: the file can't be read.
    """
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise UsageError("{file} can't be read: {text}", file=str(path), text=str(error.strerror)) from error
    return None if text is None or "\0" in text else text


def rows_of(text: str, path: Path) -> list[NumberedRow]:
    """Return the rows that say anything, divided as the first of them is.

    Raises:
        UsageError: it is no table.
    """
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith(COMMENT))
    separator = max(SEPARATORS, key=next(lines, "").count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:  # a cell of more than 128 KiB
        raise UsageError("{file} is no table: {text}", file=str(path), text=str(error)) from error
    stripped = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1)]
    return [(number, row) for number, row in stripped if any(row)]

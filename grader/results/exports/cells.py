"""A CSV file cell by cell, so that some can be changed and every other byte stays. No torch.

The csv module reads values and writes a file of its own; a teacher's sheet must come back as it was.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from grader.words.errors import UsageError

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass
class Sheet:
    """Rows of raw cells with what ends each row; `value` reads a cell, `put` replaces one."""

    rows: list[list[str]]
    ends: list[str]
    separator: str
    mark: bytes = b""

    def value(self, row: int, column: int) -> str:
        """Return what a cell says; "" where the row is shorter."""
        if column >= len(self.rows[row]):
            return ""
        raw = self.rows[row][column].strip(" ")
        return raw[1:-1].replace('""', '"') if raw.startswith('"') else self.rows[row][column]

    def put(self, row: int, column: int, text: str) -> None:
        """Replace a cell, quoted where it must be."""
        cells = self.rows[row]
        cells += [""] * (column + 1 - len(cells))
        cells[column] = '"' + text.replace('"', '""') + '"' if re.search(rf'["\r\n{re.escape(self.separator)}]', text) else text

    def data(self) -> bytes:
        """Return the file."""
        text = "".join(self.separator.join(cells) + end for cells, end in zip(self.rows, self.ends, strict=True))
        return self.mark + text.encode("utf-8")


def read_sheet(path: Path) -> Sheet:
    """Return a CSV file whose separator is a comma or a semicolon.

    Raises:
        UsageError: it can't be read as UTF-8, or is no table.
    """
    try:
        data = path.read_bytes()
        mark = BYTE_ORDER_MARK if data.startswith(BYTE_ORDER_MARK) else b""
        text = data[len(mark) :].decode("utf-8")
    except OSError as error:
        raise UsageError("{file} can't be read: {text}", file=str(path), text=str(error.strerror)) from error
    except UnicodeDecodeError as error:
        text = "{file} is not UTF-8 text: download it again as CSV, and don't save it from a spreadsheet program"
        raise UsageError(text, file=str(path)) from error
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    rows, ends = _split(text, separator)
    if not rows:
        raise UsageError("{file} is empty", file=str(path))
    sheet = Sheet(rows, ends, separator, mark)
    seen = [[sheet.value(row, column) for column in range(len(cells))] for row, cells in enumerate(rows)]
    if _read_by_others(text, separator) != [row for row in seen if row != [""]]:
        raise UsageError("{file} is no CSV file that can be changed safely: its quotes don't match", file=str(path))
    return sheet


def _read_by_others(text: str, separator: str) -> list[list[str]]:
    """Return the rows as the csv module reads them; none where it refuses."""
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    except csv.Error:  # a cell of more than 128 KiB
        return []


def _split(text: str, separator: str) -> tuple[list[list[str]], list[str]]:
    cell = re.compile(rf'("(?:[^"]|"")*"|[^{separator}\r\n]*)({separator}|\r\n|\n|\r|\Z)')
    rows: list[list[str]] = [[]]
    ends: list[str] = []
    place = 0
    while place < len(text):
        found = cell.match(text, place)
        if found is None:
            return [], []
        rows[-1].append(found[1])
        place = found.end()
        if found[2] != separator:
            ends.append(found[2])
            rows.append([])
        elif place == len(text):
            rows[-1].append("")
            ends.append("")
            rows.append([])
    return rows[:-1], ends


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(FORMULA) else text

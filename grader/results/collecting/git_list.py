"""A list of students and their repositories, and which of its addresses git may be asked for. No torch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.results.roster_columns import IDS
from grader.results.tables import COMMENT, read_text, rows_of
from grader.words.errors import UsageError
from grader.words.messages import Message

URLS = ("url", "repository", "repo", "git", "clone url", "repository url", "git url", "仓库", "仓库地址", "地址")
REMOTE = re.compile(r"(?P<scheme>https?|ssh|git)://(?:(?P<login>[^/@\s]*)@)?(?P<rest>[\w\[][^\s]*)", re.IGNORECASE)
SHORT = re.compile(r"[\w.+][\w.+-]*@\w[\w.-]*:(?!-)[^\s:][^\s]*")  # git@host:path
REMOTE_PROTOCOLS = "http:https:ssh:git"


@dataclass(frozen=True)
class Listed:
    """One line: the student, and the address as it stands there."""

    student: str
    address: str


@dataclass(frozen=True)
class Address:
    """What git is asked for, by which protocols, and how it is shown: without a password."""

    url: str
    protocols: str
    shown: str


def read_list(path: Path) -> tuple[Listed, ...]:
    """Return the lines of a list: `student,address`, or a table with a column for each.

    Raises:
        UsageError: it can't be read, or a line has no address.
    """
    text = read_text(path)
    if text is None:
        raise UsageError("{file} is no list of students and repositories, and no zip either", file=str(path))
    rows = [
        (number, cells[0].split(None, 1) if len(cells) == 1 else cells)
        for number, cells in rows_of(text, path) if not cells[0].startswith(COMMENT)
    ]  # fmt: skip
    student, address = 0, 1
    if rows and (found := _columns([cell.casefold() for cell in rows[0][1]])) is not None:
        student, address = found
        rows = rows[1:]
    listed = []
    for number, cells in rows:
        if len(cells) <= max(student, address) or not cells[student] or not cells[address]:
            facts = ",".join(cells)[:100]
            raise UsageError("line {line} of {file} is not `student,address`: {text}", line=number, file=str(path), text=facts)
        listed.append(Listed(cells[student], cells[address]))
    return tuple(listed)


def address_of(text: str, folder: Path) -> Address | Message:
    """Return what git may be asked for, or why it may not; a path is taken from the list's folder."""
    remote = REMOTE.fullmatch(text)
    if remote is not None:
        return Address(text, REMOTE_PROTOCOLS, f"{remote['scheme']}://{remote['rest']}")
    if SHORT.fullmatch(text):
        return Address(text, REMOTE_PROTOCOLS, text)
    if text.startswith("-") or "::" in text or "://" in text:
        return Message("{text} is no address that is fetched here: https, ssh, git, or a local path", {"text": text[:200]})
    path = (folder / text).resolve()
    if not path.is_dir():
        return Message("there is no folder {text}, and it is no web address", {"text": text[:200]})
    return Address(str(path), "file", text)


def _columns(header: list[str]) -> tuple[int, int] | None:
    """Return the places of student and address where the first row is a header."""
    address = next((place for place, cell in enumerate(header) if cell in URLS), None)
    if address is None:
        return None
    student = next((header.index(name) for name in IDS if name in header), None)
    return (0 if address else 1) if student is None else student, address

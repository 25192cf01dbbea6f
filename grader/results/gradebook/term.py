"""A term as data: its assignments, when each is due and what lateness costs. No torch."""

from __future__ import annotations

import datetime
import difflib
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import msgspec

from grader.results.gradebook.policy import Days, LatePolicy
from grader.results.times import parse_moment
from grader.words.errors import UsageError

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One assignment: the ids of its exercises (none: all that were graded), due and last moment in UTC."""

    name: Name
    due: datetime.datetime
    exercises: tuple[str, ...] = ()
    closes: datetime.datetime | None = None
    late: LatePolicy = LatePolicy()


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All assignments of a term; each student has `free_days` late days for the whole of it."""

    name: str
    assignments: tuple[Assignment, ...]
    free_days: Days = 0.0

    def assignment(self, name: str) -> Assignment:
        """Return the assignment of this name.

        Raises:
            UsageError: there is none.
        """
        names = [one.name for one in self.assignments]
        if name in names:
            return self.assignments[names.index(name)]
        near = difflib.get_close_matches(name, names, 3, 0.4) or names[:10]
        raise UsageError("the gradebook has no assignment {name}. It has: {names}", name=name, names=", ".join(near))


def read_term(path: Path, resolve: Callable[[str], str]) -> tuple[Term, str]:
    """Return the term in a TOML file, and its text; `resolve` gives an exercise's id.

    Raises:
        UsageError: it can't be read, is no term, or a time in it has no zone.
    """
    try:
        source = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(source)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("{file} can't be read: {text}", file=str(path), text=str(error)) from error
    defaults = table.pop("late", {})
    assignments = table.get("assignments", [])
    if not isinstance(defaults, dict) or not isinstance(assignments, list):
        text = "{file} is no term: `late` is a table, `assignments` are tables in double brackets"
        raise UsageError(text, file=str(path))
    try:
        table["assignments"] = [_prepared(one, defaults, resolve) for one in assignments]
        term = msgspec.convert({"name": path.stem, **table}, type=Term)
    except msgspec.ValidationError as error:
        raise UsageError("{file} is no term: {text}", file=str(path), text=str(error)) from error
    names = [one.name for one in term.assignments]
    if double := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError("{file} has these assignments twice: {names}", file=str(path), names=", ".join(double))
    if not names:
        raise UsageError("{file} has no assignments: each begins with [[assignments]]", file=str(path))
    return term, source


def _prepared(given: object, defaults: dict[str, Any], resolve: Callable[[str], str]) -> object:
    """Return an assignment's table with the term's defaults in it, moments in UTC and exercises by their ids."""
    if not isinstance(given, dict):
        return given
    table = dict(given)
    for name in ("due", "closes"):
        if name in table:
            table[name] = parse_moment(table[name])
    if isinstance(table.get("exercises"), list):
        table["exercises"] = list(dict.fromkeys(resolve(str(one)) for one in table["exercises"]))
    late = table.get("late", {})
    table["late"] = {**defaults, **late} if isinstance(late, dict) else late
    return table

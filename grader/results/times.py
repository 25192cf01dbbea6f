"""Moments: read with their zone, kept in UTC, shown in the local zone. No torch."""

from __future__ import annotations

import datetime
import zoneinfo

from grader.words.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1900, 9000  # what is counted from a moment, and every zone's clock, must stay within datetime's years


def parse_moment(given: object, local: bool = False) -> datetime.datetime:
    """Return a moment in UTC from a TOML time, or from text such as `2026-10-12 23:59+08:00` or `2026-10-12 23:59 Europe/Berlin`.

    Where a zone's clock shows a time twice, or never, the later moment is meant: it is to the student's good. `local`: a time
    without a zone is this machine's.

    Raises:
        UsageError: it is no time of a day, has no zone, or is thousands of years away.
    """
    example = _example(datetime.datetime(2026, 10, 12, 23, 59))
    try:
        moment, zone = _read(given)
        if zone is not None or local and moment.tzinfo is None:
            moment = max(moment.replace(tzinfo=zone, fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    except (ValueError, OverflowError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise UsageError("{text} is no time. Write for example {example}", text=str(given), example=example) from None
    if moment.tzinfo is None and FIRST_YEAR <= moment.year < LAST_YEAR:
        text = "{text} has no zone: its moment depends on where it is read. Write for example {example}"
        raise UsageError(text, text=str(given), example=_example(moment))
    if moment.tzinfo is None or (found := in_utc(moment)) is None:
        text = "{text} is no time between the years {first} and {last}. Write for example {example}"
        raise UsageError(text, text=str(given), first=FIRST_YEAR, last=LAST_YEAR, example=example)
    return found


def in_utc(moment: datetime.datetime) -> datetime.datetime | None:
    """Return a moment that has a zone in UTC; None where it is so far away that it can be no time of handing in, or due."""
    try:
        found = moment.astimezone(datetime.UTC)
    except OverflowError:
        return None
    return found if FIRST_YEAR <= found.year < LAST_YEAR else None


def _read(given: object) -> tuple[datetime.datetime, zoneinfo.ZoneInfo | None]:
    """Return what is given as a time, and the zone that the last word names, if it does."""
    if isinstance(given, datetime.datetime):
        return given, None
    text = str(given).strip()
    head, _, last = text.rpartition(" ")
    zone = zoneinfo.ZoneInfo(last) if head and last[0].isalpha() else None
    moment = datetime.datetime.fromisoformat(head.strip() if zone else text)
    if ":" not in (head if zone else text) or (zone and moment.tzinfo):  # a day alone does not say when it ends; two zones
        raise ValueError(text)
    return moment, zone


def shown(moment: datetime.datetime) -> str:
    """Return a moment in the local zone, with the zone, or in its own where no local clock shows it; `parse_moment` reads it."""
    try:
        local = moment.astimezone()
    except (OverflowError, ValueError, OSError):
        local = moment
    return local.replace(microsecond=0).isoformat(" ", "seconds" if local.second else "minutes")


def _example(moment: datetime.datetime) -> str:
    """Return how to write this time, taken for a local one."""
    return moment.astimezone().isoformat(" ", "seconds")  # TOML wants the seconds

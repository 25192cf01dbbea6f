"""Moments: read with their zone, kept in UTC, shown in the local zone. No torch."""

from __future__ import annotations

import datetime
import zoneinfo

from grader.words.errors import UsageError


def parse_moment(given: object) -> datetime.datetime:
    """Return a moment in UTC from a TOML time, or from text such as `2026-10-12 23:59+08:00` or `2026-10-12 23:59 Europe/Berlin`.

    Where a zone's clock shows a time twice, or never, the later moment is meant: it is to the student's good.

    Raises:
        UsageError: it is no time of a day, or has no zone.
    """
    found, zone = (given, "") if isinstance(given, datetime.datetime) else _split(str(given).strip())
    try:
        moment = found if isinstance(found, datetime.datetime) else datetime.datetime.fromisoformat(found)
        if zone:
            place = zoneinfo.ZoneInfo(zone)
            moment = max(moment.replace(tzinfo=place, fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
        if moment.tzinfo is not None and (zone or _says_hours(given)):
            return moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError, zoneinfo.ZoneInfoNotFoundError, OSError):
        raise UsageError("{text} is no time. Write for example {example}", text=str(given), example=_example(None)) from None
    if not _says_hours(given):
        raise UsageError("{text} is no time. Write for example {example}", text=str(given), example=_example(moment))
    text = "{text} has no zone: its moment depends on where it is read. Write for example {example}"
    raise UsageError(text, text=str(given), example=_example(moment))


def shown(moment: datetime.datetime) -> str:
    """Return a moment in the local zone, with the zone; `parse_moment` reads it."""
    local = moment.astimezone()
    return local.replace(microsecond=0).isoformat(" ", "seconds" if local.second else "minutes")


def _split(text: str) -> tuple[str, str]:
    """Return a time and the name of its zone, if the last word is one."""
    head, _, last = text.rpartition(" ")
    named = head and last[0].isalpha()
    return (head.strip(), last) if named else (text, "")


def _says_hours(given: object) -> bool:
    return isinstance(given, datetime.datetime) or ":" in str(given)


def _example(moment: datetime.datetime | None) -> str:
    """Return how to write this time, taken for a local one; a day alone ends at its last minute."""
    moment = moment or datetime.datetime(2026, 10, 12)
    if (moment.hour, moment.minute) == (0, 0):
        moment = moment.replace(hour=23, minute=59)
    return moment.astimezone().isoformat(" ", "seconds")  # TOML wants the seconds

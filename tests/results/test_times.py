"""Moments: with a zone or refused, kept in UTC, read back as they are shown."""

from __future__ import annotations

import datetime
import time

import pytest

from grader.results.times import parse_moment, shown
from grader.words.errors import UsageError

pytestmark = pytest.mark.usefixtures("shanghai")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-10-12T23:59:00+08:00", "2026-10-12 15:59"),
        ("2026-10-12 23:59+08:00", "2026-10-12 15:59"),
        ("2026-10-12 23:59 Asia/Shanghai", "2026-10-12 15:59"),
        ("2026-10-12 15:59Z", "2026-10-12 15:59"),
        (" 2026-10-12 15:59 UTC ", "2026-10-12 15:59"),
        ("2026-07-01 12:00 Europe/Berlin", "2026-07-01 10:00"),
        ("2026-10-25 02:30 Europe/Berlin", "2026-10-25 01:30"),  # twice that night: the later
        ("2026-03-29 02:30 Europe/Berlin", "2026-03-29 01:30"),  # never that night: the later reading
    ],
)
def test_a_time_with_a_zone(text: str, utc: str) -> None:
    """By its difference from UTC, or by the zone's name."""
    assert parse_moment(text) == datetime.datetime.fromisoformat(utc + "+00:00")


@pytest.mark.parametrize("given", ["2026-10-12 23:59", datetime.datetime(2026, 10, 12, 23, 59), "2026-10-12T23:59:00"])
def test_a_time_without_a_zone_is_refused(given: object) -> None:
    """With the same time in the local zone as the example, which can be read."""
    with pytest.raises(UsageError, match=r"has no zone.*example 2026-10-12 23:59:00\+08:00"):
        parse_moment(given)


def test_a_time_without_a_zone_may_be_this_machines() -> None:
    """Where that is asked for; a zone that is named counts all the same."""
    assert parse_moment("2026-10-12 23:59", local=True) == parse_moment("2026-10-12 23:59+08:00")
    assert parse_moment("2026-10-12T23:59 UTC", local=True) == parse_moment("2026-10-12 23:59Z")
    with pytest.raises(UsageError, match="2026-10-12 is no time"):
        parse_moment("2026-10-12", local=True)


@pytest.mark.parametrize(
    "given",
    ["", "tomorrow", "2026-10-12", datetime.date(2026, 10, 12), "2026-13-12 23:59Z", "2026-10-12 23:59 Mars/Base", 7,
     "2026-10-12 23:59 ../etc/passwd", "2026-10-12 23:59 /etc/passwd", "2026-10-12 Asia/Shanghai", "0001-01-01 00:00+14:00",
     "2026-10-12 23:59+08:00 Europe/Berlin"],
)  # fmt: skip
def test_what_is_no_time(given: object) -> None:
    """A day alone is none either: it does not say when it ends."""
    with pytest.raises(UsageError, match=r"is no time.*for example \d{4}-\d\d-\d\d 23:59:00\+08:00"):
        parse_moment(given)


def test_what_is_shown_is_read() -> None:
    """In the local zone, with the seconds where there are any."""
    moment = datetime.datetime(2026, 10, 12, 15, 59, tzinfo=datetime.UTC)
    assert shown(moment) == "2026-10-12 23:59+08:00" and parse_moment(shown(moment)) == moment
    assert shown(moment.replace(second=7)) == "2026-10-12 23:59:07+08:00"


@pytest.mark.parametrize("given", [
    "9999-12-31 23:59Z", "9999-12-31 23:59-08:00", "9000-01-01 00:00Z", "1899-12-31 23:59Z", "9999-12-31 23:59",
    "0001-01-01 00:00",
])  # fmt: skip
def test_a_time_that_is_far_away_is_refused(given: str) -> None:
    """What is counted from it could not be shown on every clock, or not be counted at all."""
    with pytest.raises(UsageError, match=r"is no time between the years 1900 and 9000\. Write for example 2026"):
        parse_moment(given)


@pytest.mark.parametrize(
    ("zone", "text"), [("Asia/Shanghai", "9999-12-31 23:59+00:00"), ("America/Los_Angeles", "0001-01-01 00:00+00:00")]
)
def test_what_no_local_clock_shows_is_shown_in_utc(monkeypatch: pytest.MonkeyPatch, zone: str, text: str) -> None:
    """The end of time in the east, its beginning in the west."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert shown(datetime.datetime.fromisoformat(text)) == text

"""Times of handing in from a file: of one's own, or Moodle's worksheet; what can't be understood is said with its row."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from grader.results.gradebook.given_times import GivenTimes, read_times
from grader.results.roster import Roster, Student
from grader.words.errors import UsageError

ROSTER = Roster((Student("ann", "Ann Smith", "ann@x.org", "", ("501",)), Student("bob", "Bob Lee"), Student("bea", "Bob Lee")))
NOON = datetime.datetime(2026, 10, 12, 12, tzinfo=datetime.UTC)
MOODLE = "Identifier,Full name,Email address,Status,Last modified (submission),Last modified (grade)\n"


pytestmark = pytest.mark.usefixtures("shanghai")


def read(tmp_path: Path, text: str) -> GivenTimes:
    path = tmp_path / "times.csv"
    path.write_text(text, encoding="utf-8")
    return read_times(path, ROSTER, {"ann", "stranger"})


@pytest.mark.parametrize(
    "said, local",
    [
        ("2026-10-12T12:00:00Z", False), ("2026-10-12 14:00+02:00", False), ("2026-10-12 14:00 Europe/Berlin", False),
        ("2026-10-12 20:00", True), ('"Monday, 12 October 2026, 8:00 PM"', True), ('"Monday, October 12, 2026, 8:00 PM"', True),
        ('"Monday, 12 October 2026, 20:00"', True), ("2026年10月12日 星期一 20:00", True), ("2026年10月12日星期一下午8:00", True),
    ],
)  # fmt: skip
def test_how_times_may_be_written(tmp_path: Path, said: str, local: bool) -> None:
    """With a zone, or in this machine's; as Moodle writes them, in English and Chinese."""
    found = read(tmp_path, f"student,time\nann,{said}\n")
    assert found == GivenTimes({"ann": NOON}, (), NOON if local else None)


def test_noon_and_midnight_of_twelve_hours(tmp_path: Path) -> None:
    """12 AM is 0 o'clock."""
    text = 'student,time\nann,"Monday, 12 October 2026, 12:00 AM"\nbob,2026年10月12日 上午12:30\nbea,2026年10月12日 12:30 PM\n'
    times = read(tmp_path, text).times
    assert [one.astimezone().strftime("%H:%M") for one in times.values()] == ["00:00", "00:30", "12:30"]


def test_moodles_worksheet(tmp_path: Path) -> None:
    """Found by number, address or name; who handed in nothing has none; whom nobody knows, or two may be, is said."""
    rows = (
        'Participant 501,A. S.,,Submitted,"Monday, 12 October 2026, 8:00 PM",-\n'
        'Participant 502,Bob Lee,,Submitted,"Monday, 12 October 2026, 8:00 PM",-\nParticipant 503,Nobody,,No submission,-,-\n'
    )
    assert read(tmp_path, MOODLE + rows) == GivenTimes({"ann": NOON}, ("Bob Lee",), NOON)


def test_who_is_not_in_the_roster(tmp_path: Path) -> None:
    """Whoever was graded is found by the name in the results; a name and an address of two students mean nobody."""
    found = read(tmp_path, "student,email,time\nstranger,,2026-10-12T12:00Z\nbob,ann@x.org,2026-10-12T12:00Z\n")
    assert found == GivenTimes({"stranger": NOON}, ("bob",), None)


@pytest.mark.parametrize(
    "text, reason",
    [
        ("student,name\nann,Ann\n", "no column `time`. Its first row is: student, name"),
        ("time\n12:00\n", "no column `student`"),
        ("student,time\nann,03/04/2026 12:00\n", "row 2 of .*: 03/04/2026 12:00 is no time that is understood"),
        ("student,time\n\nann,2026-10-12\n", "row 3 of .*: 2026-10-12 is no time"),
        ("student,time\nann,0001-01-01 00:00\n", "no time"),
        ("student,time\nann,2026年10月32日 12:00\n", "row 2 .* is no time"),
        ("student,time\nann,2026-10-12 12:00\nANN,2026-10-12 12:01\n", "two times of ann: which"),
    ],
)  # fmt: skip
def test_files_that_say_no_times(tmp_path: Path, text: str, reason: str) -> None:
    """No day is guessed, and no time of the day."""
    with pytest.raises(UsageError, match=reason):
        read(tmp_path, text)

"""A submission is one student's, surely or not at all; of several files the newest is the exercise, and that is said."""

from __future__ import annotations

import datetime

import pytest

from grader.results.collecting.handed import Handed, HandedFile, Haul, Left
from grader.results.collecting.placing import PlacedSubmission, place_submissions
from grader.results.roster import Roster, Student
from grader.words.messages import Message, english
from tests.results.collecting.making import NOON, POOL

HOUR = datetime.timedelta(hours=1)
STUDENTS = (Student("ann", "Ann Smith", aliases=("77",)), Student("bob", "Bob Lee"), Student("bo2", "Bob Lee"), Student("hal"))
CLASS = Roster(STUDENTS, (("12", "ann"), ("13", "bob"), ("14", "hal")))


def file(path: str, content: str | Message = "x", hours: float | None = None, rank: int = 0) -> HandedFile:
    named = path.endswith("max_pool2d.py")
    data = content if isinstance(content, Message) else content.encode()
    time = None if hours is None else NOON + hours * HOUR
    return HandedFile(POOL, path, data, time, named=named, plain=path.endswith(f"{POOL}.py"), rank=rank)


def handed(name: str, *files: HandedFile, number: str = "", at: datetime.datetime | None = None) -> Handed:
    return Handed("source", name, number, files, at)


def only(*files: HandedFile) -> tuple[str, list[str]]:
    """Return what is taken of these files, and what is said of it."""
    (one,) = place_submissions(Haul((handed("ann", *files),)), None, {}).placed
    return one.files.get(POOL, b"").decode(), [note.render(english) for note in one.notes]


# Whose


def test_without_a_roster_names_stay() -> None:
    """But two of one name and different numbers are two students."""
    students = (("Ann Smith", "1"), ("Ann Smith", "2"), ("Bob", "3"), ("Bob", "3"))
    haul = Haul(tuple(handed(name, number=number) for name, number in students))
    assert [one.student for one in place_submissions(haul, None, {}).placed] == ["Ann Smith_1", "Ann Smith_2", "Bob"]


@pytest.mark.parametrize(
    "known, number, student",
    [
        ({"Ann": "1"}, "1", "Ann"), ({"Ann": "1"}, "2", "Ann_2"), ({"Ann_1": "1", "Ann_2": "2"}, "1", "Ann_1"),
        ({"Ann_1": "1", "Ann_2": "2"}, "3", "Ann"), ({"Ann": "1", "Ann_2": "2"}, "2", "Ann_2"), ({"Ann": ""}, "2", "Ann"),
        ({"Bob": "2"}, "2", "Ann"),
    ],
)  # fmt: skip
def test_without_a_roster_a_name_stays_one_students(known: dict[str, str], number: str, student: str) -> None:
    """Whoever comes alone, in whatever run, is who that number was before, and no namesake."""
    (one,) = place_submissions(Haul((handed("Ann", number=number),)), None, known).placed
    assert (one.student, one.number) == (student, number)


def test_a_name_that_looks_like_anothers_with_a_number() -> None:
    """Two people are never put together: they are called otherwise, or told."""
    haul = Haul((handed("ann", number="2"), handed("ann", number="3"), handed("ann_2", number="5")))
    assert [(one.student, one.number) for one in place_submissions(haul, None, {}).placed] == [
        ("ann_2", "2"), ("ann_2_5", "5"), ("ann_3", "3"),
    ]  # fmt: skip
    placing = place_submissions(haul, None, {"ann_2": "5"})
    assert [(one.student, one.number) for one in placing.placed] == [("ann_2", "5"), ("ann_3", "3")]
    assert [(one.path, "called so already" in one.reason.text) for one in placing.left] == [("ann (2)", True)]


def test_a_namesake_who_comes_later() -> None:
    """Leaves the first one's name alone."""
    haul = Haul(tuple(handed("Ann", number=number) for number in "12"))
    assert [one.student for one in place_submissions(haul, None, {"Ann": "1"}).placed] == ["Ann", "Ann_2"]
    assert [one.student for one in place_submissions(haul, None, {"Ann": ""}).placed] == ["Ann_1", "Ann_2"]


@pytest.mark.parametrize(
    "name, number, student",
    [
        ("ann", "", "ann"), ("smithann", "12", "ann"), ("smithann", "99", "ann"), ("Hal Low", "14", "hal"),
        ("Bob Lee", "13", "bob"),
        ("Participant", "13", "bob"), ("参与者", "13", "bob"), ("", "12", "ann"), ("ann", "12", "ann"),
    ],
)  # fmt: skip
def test_names_and_numbers(name: str, number: str, student: str) -> None:
    """A number decides between namesakes, and stands in where there is no name: handed in, or in the roster."""
    assert [one.student for one in place_submissions(Haul((handed(name, number=number),)), CLASS, {}).placed] == [student]


@pytest.mark.parametrize(
    "name, number, reason",
    [
        ("nobody", "", "nobody in the roster"), ("nobody", "99", "nobody in the roster"),
        ("Bob Lee", "", "several in the roster"), ("Zoe Kim", "13", "by its number it would be {other}'s"),
        ("Zoe Kim", "77", "nobody in the roster"), ("Participant", "77", "nobody in the roster"),
        ("ann", "13", "by its name it is {name}'s, by its number {other}'s"),
    ],
)
def test_nobodys(name: str, number: str, reason: str) -> None:
    """Not guessed: told, with what stands against it."""
    placing = place_submissions(Haul((handed(name, number=number),), (Left("x", Message("why")),)), CLASS, {})
    assert placing.placed == () and [one.path for one in placing.left] == ["x", f"{name} ({number})" if number else name]
    assert reason in placing.left[1].reason.text


def test_handed_in_twice() -> None:
    """A folder and a zip of one student are put together, the newer file first, and that is said; the later time counts."""
    ann = handed("ann", file("a/max_pool2d.py", "old", 0), at=NOON)
    again = handed("Ann Smith", file("b/max_pool2d.py", "new", 1), at=NOON + HOUR)
    (one,) = place_submissions(Haul((again, ann)), CLASS, {}).placed
    assert one == PlacedSubmission("ann", "source", {POOL: b"new"}, NOON + HOUR, one.notes)
    assert [note.text for note in one.notes] == [
        "handed in {count} times, put together: {names}",
        "{exercise}: {file} is taken, the newest; left aside: {names}",
    ]
    (one,) = place_submissions(Haul((again, handed("ann"))), CLASS, {}).placed
    assert one.submitted_at is None  # of one nobody knows when


# Which


def test_the_newest_is_taken() -> None:
    """By the platform's order, else by time where each has one, whatever it is called."""
    assert only(file(f"{POOL}.py", "1", 0), file("max_pool2d (1).py", "2", 1))[0] == "2"
    assert only(file("max_pool2d-1.py", "2", 5, rank=2), file("max_pool2d.py", "1", 9, rank=1))[0] == "2"
    said = only(file("max_pool2d-1.py", "2", 1), file("max_pool2d.py", "1", 0))[1]
    assert said == [f"{POOL}: max_pool2d-1.py is taken, the newest; left aside: max_pool2d.py"]


def test_else_the_plain_name_is_taken() -> None:
    """Where times are not known, not of all, or the same."""
    for first, second in ((None, None), (None, 3), (3, None), (1, 1)):
        content, said = only(file("max_pool2d (1).py", "2", first), file("max_pool2d.py", "1", second))
        assert content == "1" and said == [f"{POOL}: max_pool2d.py is taken, by its name; left aside: max_pool2d (1).py"]
    assert only(file("max_pool2d.py", "1"), file(f"w/{POOL}.py", "2"))[0] == "2"


def test_little_is_said_where_nothing_is_lost() -> None:
    """Copies of one content are no question; a renamed file alone is said."""
    assert only(file(f"{POOL}.py"), file("max_pool2d (1).py")) == ("x", [])
    assert only(file("work/max_pool2d.py")) == ("x", [])
    assert only(file("max_pool2d (1).py")) == ("x", [f"{POOL}: max_pool2d (1).py is taken for it"])


def test_what_could_not_be_read_is_never_the_answer() -> None:
    """Another file is taken, or none; the reason is said either way."""
    broken = Message("too large")
    assert only(file("max_pool2d.py", broken, 9), file("max_pool2d (1).py", "1", 0))[0] == "1"
    assert only(file("max_pool2d.py", broken)) == ("", ["too large"])

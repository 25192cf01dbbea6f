"""Whose a submission is, and which of several files is the exercise. No torch."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from grader.results import names
from grader.results.collecting.handed import Handed, HandedFile, Haul, Left
from grader.results.roster import Roster
from grader.words.messages import Message

MAX_NAMES = 5
NOBODYS = ("", "participant", "participante", "teilnehmer", "teilnehmerin", "partecipante", "deelnemer", "参与者", "參與者")
"""What Moodle calls each student under blind marking, in some of its languages."""


@dataclass(frozen=True)
class PlacedSubmission:
    """One student's submission, ready to be written."""

    student: str
    origin: str
    files: dict[str, bytes]
    submitted_at: datetime.datetime | None
    notes: tuple[Message, ...]
    number: str = ""


@dataclass(frozen=True)
class Placing:
    """All submissions by student, and what could not be placed."""

    placed: tuple[PlacedSubmission, ...]
    left: tuple[Left, ...]


def place_submissions(haul: Haul, roster: Roster | None, known: Mapping[str, str]) -> Placing:
    """Return each student's submission; of a student who is there twice one of both.

    `known` has the students of earlier runs with the numbers that their platform gave them.
    """
    by_student: dict[str, list[Handed]] = collections.defaultdict(list)
    left = list(haul.left)
    owners = dict(known)
    namesakes = collections.Counter(name for name, _ in {(one.name, one.number) for one in haul.handed})
    for one in haul.handed:
        whose = _student(one, roster) if roster else _unlisted(one, namesakes[one.name] > 1, owners)
        if isinstance(whose, Message):
            left.append(Left(_shown(one), whose))
        else:
            by_student[whose].append(one)
            owners[whose] = one.number
            left += [Left(_beneath(one, whose, part.path), part.reason) for part in one.left]
    return Placing(tuple(put_together(student, found) for student, found in sorted(by_student.items())), tuple(left))


def _student(one: Handed, roster: Roster) -> str | Message:
    """Return the student of the roster that this is of, by name and by the platform's number, or why nobody is."""
    named = roster.candidates(one.name)
    numbered = roster.by_number(one.number) if one.number else ()
    if len(numbered) == 1 and (numbered[0] in named or not named and (_is_nobodys(one.name) or not numbered[0].name)):
        return numbered[0].student
    if len(numbered) == 1 and len(named) == 1:
        facts = {"name": named[0].student, "other": numbered[0].student}
        return Message("by its name it is {name}'s, by its number {other}'s", {**facts})
    if len(named) == 1:
        return named[0].student
    if named:
        told = ", ".join(student.student for student in named[:MAX_NAMES])
        return Message("several in the roster are called so: {names}", {"names": told})
    if len(numbered) == 1:
        text = "nobody in the roster is called so; by its number it would be {other}'s: add this name to the roster if it is"
        return Message(text, {"other": numbered[0].student})
    return Message("nobody in the roster is called so")


def _unlisted(one: Handed, has_namesakes: bool, owners: Mapping[str, str]) -> str | Message:
    """Return what a student is called without a roster: as before, and never as another student of the same name."""
    mine = owners.get(one.name)
    numbered = f"{one.name}_{one.number}"
    if not one.number or mine == one.number or not mine and not has_namesakes and numbered not in owners:
        return one.name
    if owners.get(numbered, "") not in ("", one.number):
        return Message("another student is called so already, {name}: use a roster", {"name": numbered})
    return numbered


def _is_nobodys(name: str) -> bool:
    """Whether this stands in the place of a name, as where a platform hides names."""
    return names.key(name) in NOBODYS


def _shown(one: Handed) -> str:
    return f"{one.name} ({one.number})" if one.number and one.number != one.name else one.name


def _beneath(one: Handed, student: str, path: str) -> str:
    return student if path == one.name else f"{student}: {path}"


def put_together(student: str, handed: list[Handed], strict: bool = False) -> PlacedSubmission:
    """Return one submission made of all that a student handed in; `strict`: of files that are equally good none is taken."""
    times = [one.submitted_at for one in handed if one.submitted_at is not None]
    notes = [note for one in handed for note in one.notes]
    if len(handed) > 1:
        told = ", ".join(dict.fromkeys(_shown(one) for one in handed))
        text = "handed in {count} times, put together: {names}"
        notes.append(Message(text, {"count": len(handed), "names": told}))
    claims: dict[str, list[HandedFile]] = collections.defaultdict(list)
    for one in handed:
        for file in one.files:
            claims[file.exercise].append(file)
    files = {}
    for exercise, candidates in sorted(claims.items()):
        content, told_of_it = (_choose_strictly if strict else _choose)(exercise, candidates)
        notes += told_of_it
        if content is not None:
            files[exercise] = content
    origin = "; ".join(dict.fromkeys(one.origin for one in handed))
    numbers = {one.number for one in handed}
    time = max(times) if len(times) == len(handed) else None
    return PlacedSubmission(student, origin, files, time, tuple(notes), numbers.pop() if len(numbers) == 1 else "")


def _choose_strictly(exercise: str, candidates: list[HandedFile]) -> tuple[bytes | None, list[Message]]:
    """Return the content of the file that has the best name and is nearest to the top, where all such have the same."""

    def order(file: HandedFile) -> tuple[bool, bool, int]:
        return file.plain, file.named, -file.path.count("/")

    best = [file for file in candidates if order(file) == max(map(order, candidates))]
    if len({file.content for file in best if isinstance(file.content, bytes)}) > 1:
        text = "{exercise}: which one is it? Hand in one of: {files}"
        return None, [Message(text, {"exercise": exercise, "files": ", ".join(file.path for file in best[:MAX_NAMES])})]
    return _choose(exercise, best)


def _choose(exercise: str, candidates: list[HandedFile]) -> tuple[bytes | None, list[Message]]:
    """Return the exercise's content: the platform's newest, else the newest, else what is called as the exercise is."""
    unread = [file.content for file in candidates if isinstance(file.content, Message)]
    read = [file for file in candidates if isinstance(file.content, bytes)]
    if not read:
        return None, unread
    dated = len({file.time for file in read}) > 1 and all(file.time for file in read)

    def order(file: HandedFile) -> tuple[int, float, bool, bool, int]:
        seconds = file.time.timestamp() if dated and file.time else 0.0
        return file.rank, seconds, file.plain, file.named, -len(file.path)

    best = max(read, key=order)
    notes = list(unread)
    others = [file.path for file in read if file.content != best.content]
    if others:
        newest = dated or len({file.rank for file in read}) > 1
        facts = {"file": best.path, "exercise": exercise, "names": ", ".join(others[:MAX_NAMES])}
        if newest:
            notes.append(Message("{exercise}: {file} is taken, the newest; left aside: {names}", {**facts}))
        else:
            notes.append(Message("{exercise}: {file} is taken, by its name; left aside: {names}", {**facts}))
    elif not any(file.named for file in read):
        notes.append(Message("{exercise}: {file} is taken for it", {"exercise": exercise, "file": best.path}))
    return (best.content if isinstance(best.content, bytes) else None), notes

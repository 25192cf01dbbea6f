"""Read students' files from folders and zips; nothing is unpacked, no link is followed. No torch."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from grader.words.errors import UsageError
from grader.words.messages import Message
from grader.words.submission import Submitted

MAX_SOURCE_BYTES = 1024 * 1024
MAX_MEMBERS = 10_000

Found = str | Message | None
"""A file's text, why it could not be taken, or None where there is none."""


def find_submissions(folder: Path) -> list[Path]:
    """Return the students' folders and zips, sorted by name.

    Raises:
        UsageError: the folder is missing or holds none, or two submissions have one name.
    """
    if not folder.is_dir():
        raise UsageError("there is no folder {folder}; it should hold one folder or zip for each student", folder=str(folder))
    found = [path for path in sorted(folder.iterdir()) if not path.name.startswith((".", "__MACOSX")) and _is_submission(path)]
    if not found:
        raise UsageError("{folder} holds no submission: neither folders nor zips", folder=str(folder))
    names = [student_name(path) for path in found]
    if double := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError("a folder and a zip have the same name: {names}. Remove one of each.", names=", ".join(double))
    return found


def student_name(path: Path) -> str:
    """Return the student's name: that of the folder, or of the zip without its ending."""
    return path.stem if path.suffix.lower() == ".zip" else path.name


def read_submission(path: Path, exercises: tuple[str, ...]) -> Submitted:
    """Return one student's files of these exercises."""
    if path.is_symlink():
        return _refused(path, exercises, Message("the submission is a link, and links are not followed"))
    if path.suffix.lower() == ".zip" and path.is_file():
        return _read_zip(path, exercises)
    base = _enclosed(path, exercises)
    return _submitted(student_name(path), {exercise: _read_file(base, f"{exercise}.py") for exercise in exercises})


def _is_submission(path: Path) -> bool:
    return path.is_dir() or path.is_symlink() or path.suffix.lower() == ".zip"


def _submitted(student: str, found: dict[str, Found], messages: tuple[Message, ...] = ()) -> Submitted:
    files = {exercise: content if isinstance(content, str) else None for exercise, content in found.items()}
    problems = {exercise: content for exercise, content in found.items() if isinstance(content, Message)}
    return Submitted(student, files, problems, messages)


def _refused(path: Path, exercises: tuple[str, ...], reason: Message) -> Submitted:
    return _submitted(student_name(path), dict.fromkeys(exercises, reason), (reason,))


def _enclosed(path: Path, exercises: tuple[str, ...]) -> Path:
    """Return the folder that holds the chapters: the student's, or the only one inside it."""
    chapters = {exercise.partition("/")[0] for exercise in exercises}
    inner = [entry for entry in path.iterdir() if not entry.name.startswith((".", "__MACOSX"))]
    if not any(entry.name in chapters for entry in inner) and len(inner) == 1 and inner[0].is_dir() and not inner[0].is_symlink():
        return inner[0]
    return path


def _read_file(base: Path, name: str) -> Found:
    directory = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        *folders, file = PurePosixPath(name).parts
        for folder in folders:
            inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
            os.close(directory)
            directory = inner
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
    except FileNotFoundError:
        return None
    except OSError:  # ELOOP or ENOTDIR: a link on the way
        return Message("{file} is a link or no plain file; links are not followed", {"file": name})
    finally:
        os.close(directory)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return Message("{file} is no plain file", {"file": name})
        return _text(name, stream.read(MAX_SOURCE_BYTES + 1))


def _text(name: str, data: bytes) -> Found:
    if len(data) > MAX_SOURCE_BYTES:
        return Message("{file} is larger than 1 MiB: that is no exercise", {"file": name})
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Message("{file} is not UTF-8 text: save it as UTF-8 in your editor", {"file": name})


def _read_zip(path: Path, exercises: tuple[str, ...]) -> Submitted:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                return _refused(path, exercises, Message("the zip holds more than {count} files", {"count": MAX_MEMBERS}))
            bad = tuple(_bad_members(members))
            prefix = _prefix([member.filename for member in members], exercises)
            found = {exercise: _read_member(archive, f"{prefix}{exercise}.py") for exercise in exercises}
            return _submitted(student_name(path), found, bad)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, EOFError) as error:
        return _refused(path, exercises, Message("the zip can't be read: {text}", {"text": str(error)[:200]}))


def _bad_members(members: list[zipfile.ZipInfo]) -> Iterator[Message]:
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if ".." in parts or member.filename.startswith(("/", "\\")):
            yield Message("the zip holds {file}, which leads outside: left out", {"file": member.filename[:200]})
        elif _is_link(member):
            yield Message("the zip holds {file} as a link: left out", {"file": member.filename[:200]})


def _is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)


def _prefix(names: list[str], exercises: tuple[str, ...]) -> str:
    """Return the one folder, if any, that encloses the chapters in a zip."""
    wanted = tuple(f"/{exercise}.py" for exercise in exercises)
    tops = {name.partition("/")[0] + "/" for name in names if name.endswith(wanted) and name.count("/") == 2}
    return tops.pop() if len(tops) == 1 and ".." not in next(iter(tops)) else ""


def _read_member(archive: zipfile.ZipFile, name: str) -> Found:
    try:
        member = archive.getinfo(name)
    except KeyError:
        return None
    if _is_link(member):
        return Message("{file} is a link or no plain file; links are not followed", {"file": name})
    try:
        with archive.open(member) as stream:
            return _text(name, stream.read(MAX_SOURCE_BYTES + 1))  # never more, whatever size is claimed
    except (RuntimeError, NotImplementedError, zipfile.BadZipFile, EOFError, OSError) as error:
        return Message("{file} in the zip can't be read: {text}", {"file": name, "text": str(error)[:200]})

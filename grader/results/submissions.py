"""Find students' submissions, read the files in their folders; no link is followed. No torch."""

from __future__ import annotations

from pathlib import Path

from grader.results.collected import COLLECTED, EARLIER
from grader.results.enclosing import enclosing_folder
from grader.results.files import read_plain
from grader.results.names import as_text
from grader.results.source import MAX_SOURCE_BYTES, PASSED_OVER, Found, Refused, text_of
from grader.results.zips import read_zip
from grader.words.errors import UsageError
from grader.words.messages import Message
from grader.words.submission import Submitted

UNTOLD = (".DS_Store", ".git", ".gitignore", ".gitkeep", "__MACOSX", "Thumbs.db", "desktop.ini", COLLECTED, EARLIER, ".lock")


def find_submissions(folder: Path) -> list[Path]:
    """Return the students' folders and zips, sorted by student.

    Raises:
        UsageError: the folder is missing or holds none, or two submissions have one name.
    """
    if not folder.is_dir():
        raise UsageError("there is no folder {folder}; it should hold one folder or zip for each student", folder=str(folder))
    try:
        found = [path for path in folder.iterdir() if not _is_hidden(path) and _is_submission(path)]
    except OSError as error:
        raise UsageError("{folder} can't be read: {text}", folder=str(folder), text=str(error.strerror)) from error
    if not found:
        raise UsageError("{folder} holds no submission: neither folders nor zips", folder=str(folder))
    names = [student_name(path) for path in found]
    if double := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError("two submissions have the same name: {names}. Remove or rename one of each.", names=", ".join(double))
    return sorted(found, key=student_name)


def passed_over(folder: Path) -> list[str]:
    """Return the names of what lies beside the submissions and is neither a folder nor a zip, or hidden."""
    names = (path.name for path in folder.iterdir() if path.name not in UNTOLD and (_is_hidden(path) or not _is_submission(path)))
    return sorted(map(as_text, names))


def student_name(path: Path) -> str:
    """Return the student's name: that of the folder, or of the zip without its ending."""
    name = path.stem if _is_zip(path) else path.name
    return as_text(name)


def read_submission(path: Path, exercises: tuple[str, ...]) -> Submitted:
    """Return one student's files of these exercises; what can't be read is a problem in it, never an exception."""
    student = student_name(path)
    try:
        if path.is_symlink():
            raise Refused(Message("the submission is a link, and links are not followed"))
        if _is_zip(path):
            return _submitted(student, *read_zip(path, exercises))
        return read_folder(path, exercises, student)
    except Refused as refused:
        return _submitted(student, dict.fromkeys(exercises, refused.reason), (refused.reason,))


def read_folder(path: Path, exercises: tuple[str, ...], student: str) -> Submitted:
    """Return the files of these exercises in a folder that may be reached through links.

    Raises:
        Refused: the folder can't be read.
    """
    try:
        base = _enclosed(path, exercises)
        return _submitted(student, {exercise: _read_file(base, f"{exercise}.py") for exercise in exercises})
    except OSError as error:
        raise Refused(Message("the folder can't be read: {text}", {"text": str(error.strerror)})) from error


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.name == "__MACOSX"


def _is_submission(path: Path) -> bool:
    return path.is_dir() or path.is_symlink() or path.suffix.lower() == ".zip"


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and not path.is_dir()


def _submitted(student: str, found: dict[str, Found], messages: tuple[Message, ...] = ()) -> Submitted:
    if found and all(content is None for content in found.values()):
        text = "no exercise file was found; a submission holds files such as {file}"
        messages += (Message(text, {"file": f"{next(iter(found))}.py"}),)
    files = {exercise: content if isinstance(content, str) else None for exercise, content in found.items()}
    problems = {exercise: content for exercise, content in found.items() if isinstance(content, Message)}
    return Submitted(student, files, problems, messages)


def _enclosed(path: Path, exercises: tuple[str, ...]) -> Path:
    """Return the folder that holds the chapters: the student's, or the only one inside it."""
    inner = (entry for entry in path.iterdir() if not entry.name.startswith(PASSED_OVER))
    names = [f"{entry.name}/" if entry.is_dir() and not entry.is_symlink() else entry.name for entry in inner]
    return path / enclosing_folder(names, exercises)


def _read_file(base: Path, name: str) -> Found:
    data = read_plain(base, name, MAX_SOURCE_BYTES + 1)
    return text_of(name, data) if isinstance(data, bytes) else data

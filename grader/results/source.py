"""One handed-in file: its text, or why it is not taken. No torch."""

from __future__ import annotations

from grader.words.messages import Message

MAX_SOURCE_BYTES = 1024 * 1024
PASSED_OVER = (".", "__MACOSX")

Found = str | Message | None
"""A file's text, why it could not be taken, or None where there is none."""


class Refused(Exception):
    """A submission that can't be read at all, with the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.reason = reason


def text_of(name: str, data: bytes) -> str | Message:
    """Return the text in these bytes, of which there is one too many where the file is too large."""
    if len(data) > MAX_SOURCE_BYTES:
        return too_large(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Message("{file} is not UTF-8 text: save it as UTF-8 in your editor", {"file": name})


def too_large(name: str) -> Message:
    """Say that a file is too large to be read."""
    return Message("{file} is larger than 1 MiB: that is no exercise", {"file": name})


def not_plain(name: str) -> Message:
    """Say that links, pipes and devices are not read."""
    return Message("{file} is a link or no plain file; links are not followed", {"file": name})


def unreadable(name: str, error: Exception) -> Message:
    """Say why the file could not be read, without any path of this machine."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Message("{file} can't be read: {text}", {"file": name, "text": reason[:200]})

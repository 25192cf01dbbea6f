"""An exception of the learner's code as plain values: names, text, the learner's own lines. Runs in the worker."""

from __future__ import annotations

import errno
import linecache
import traceback

from grader.wire.frames import FrameTooLarge

MAX_TEXT = 2000
MAX_FRAMES = 12


def describe_exception(error: BaseException, file_name: str) -> dict[str, object]:
    """Return the exception's class names (its own first), text, frames in the learner's file, and the limit behind it."""
    return {
        "type_names": [kind.__name__ for kind in type(error).__mro__[:-1]],
        "text": _text(error)[:MAX_TEXT],
        "frames": _own_frames(error, file_name),
        "limit": _limit(error),
    }


def _text(error: BaseException) -> str:
    try:
        return error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:  # a learner's __str__ may raise anything, and that is no reason to end the worker
        return ""


def _own_frames(error: BaseException, file_name: str) -> list[tuple[int, str, str]]:
    if isinstance(error, SyntaxError) and error.filename == file_name:
        return [(error.lineno or 0, "", (error.text or "").strip()[:200])]
    frames = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == file_name:
            source = linecache.getline(file_name, line).strip()[:200]
            frames.append((line, frame.f_code.co_name, source))
    return frames[-MAX_FRAMES:]


def _limit(error: BaseException) -> str:
    text = _text(error)
    if isinstance(error, MemoryError) or "can't allocate memory" in text or "not enough memory" in text:
        return "memory"
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return "memory"
    if isinstance(error, BlockingIOError) and error.errno == errno.EAGAIN or "can't start new thread" in text:
        return "processes"
    if isinstance(error, FrameTooLarge):
        return "answer"
    if isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOSPC):
        return "file_size"
    return ""

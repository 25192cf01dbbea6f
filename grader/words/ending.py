"""How a worker ended, seen from outside it, and the limits that it ran under. No torch."""

from __future__ import annotations

from enum import StrEnum

import msgspec

MEBIBYTE = 1024 * 1024


class EndingKind(StrEnum):
    """Why there is no worker any more."""

    STOPPED = "stopped"  # the judge was done with it
    WALL_TIME = "wall_time"
    CPU_TIME = "cpu_time"
    MEMORY = "memory"
    PROCESSES = "processes"
    FILE_SIZE = "file_size"
    OUTPUT = "output"
    ANSWER = "answer"  # what was returned is too large to be sent
    SIGNAL = "signal"  # died of a signal that was not ours
    EXITED = "exited"  # left by itself (sys.exit, os._exit)
    PROTOCOL = "protocol"  # sent bytes that are no answer
    LOST = "lost"  # the zygote or the walls failed: our fault


class Ending(msgspec.Struct, frozen=True):
    """How a worker ended; `code` is its exit status or signal number, `detail` untranslated facts.

    `waited` is how many seconds it was ready to run and had to wait for a core: the machine's fault, not its own.
    """

    kind: EndingKind
    code: int = 0
    detail: str = ""
    waited: float = 0.0


class Limits(msgspec.Struct, frozen=True):
    """What one worker may use: seconds of wall and CPU time, bytes of memory above the start, and so on."""

    wall_seconds: float = 10.0
    cpu_seconds: float = 20.0
    memory_bytes: int = 1024 * MEBIBYTE
    processes: int = 32
    file_bytes: int = 64 * MEBIBYTE
    output_bytes: int = 1 * MEBIBYTE

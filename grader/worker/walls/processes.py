"""A worker's process tree as the zygote sees it through /proc: how large it is, what is left of it. Untrusted side."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


def open_proc() -> int:
    """Return a descriptor of /proc, to be kept from before the root changes."""
    return os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)


def tree_usage(proc: int, pid: int) -> tuple[int, int]:
    """Return how many threads and processes the tree below `pid` has, and its resident memory in bytes."""
    tasks = resident = 0
    for member in tree(proc, pid):
        with contextlib.suppress(OSError, ValueError):
            tasks += len(_list(proc, f"{member}/task"))
            resident += int(_read(proc, f"{member}/statm").split()[1]) * PAGE_BYTES
    return tasks, resident


def tree_seconds(proc: int, pid: int) -> float:
    """Return the CPU seconds that the tree below `pid` has used, those of its ended children included."""
    ticks = 0
    for member in tree(proc, pid):
        with contextlib.suppress(OSError, ValueError, IndexError):
            ticks += sum(int(field) for field in _read(proc, f"{member}/stat").rpartition(")")[2].split()[11:15])
    return ticks / TICKS


def waited_seconds(proc: int, pid: int) -> float:
    """Return how long a process's threads were ready to run and had to wait for a core."""
    waited = 0
    with contextlib.suppress(OSError):
        for task in _list(proc, f"{pid}/task"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                waited = max(waited, int(_read(proc, f"{pid}/task/{task}/schedstat").split()[1]))
    return waited / 1e9


def address_space(proc: int) -> int:
    """Return the bytes of address space of this process."""
    return int(_read(proc, "self/statm").split()[0]) * PAGE_BYTES


def tree(proc: int, pid: int) -> Iterator[int]:
    """Yield `pid` and its descendants."""
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += children(proc, current)


def children(proc: int, pid: int) -> list[int]:
    """Return a process's children, of all its threads."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in _list(proc, f"{pid}/task"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in _read(proc, f"{pid}/task/{task}/children").split()]
    return found


def kill_leftovers(proc: int, known: set[int]) -> None:
    """Kill whatever a worker without a PID namespace left behind: orphans come to this process, the subreaper.

    Whole trees at a time: a fork bomb whose members are killed one by one grows faster than it dies.
    """
    while orphans := set(children(proc, os.getpid())) - known:
        leftovers = {pid for orphan in orphans for pid in tree(proc, orphan)}
        for sent in (signal.SIGSTOP, signal.SIGKILL):  # what is stopped forks no more
            for pid in leftovers:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, sent)
        for pid in orphans:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _read(proc: int, name: str) -> str:
    descriptor = os.open(name, os.O_RDONLY, dir_fd=proc)
    try:
        return os.read(descriptor, 64 * 1024).decode()
    finally:
        os.close(descriptor)


def _list(proc: int, name: str) -> list[str]:
    descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=proc)
    try:
        return os.listdir(descriptor)  # noqa: PTH208 - a descriptor, not a path
    finally:
        os.close(descriptor)

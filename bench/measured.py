"""Run a command and say what it took: wall seconds, CPU seconds of all its processes, the most memory that they held at once."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.1
END_SECONDS = 10.0
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Measured:
    """What a command took; memory is the sum of resident sizes, so that shared pages count for each process."""

    wall: float
    cpu: float
    peak_bytes: int


def adopt_orphans() -> None:
    """Let processes whose parent was killed become ours, so that their CPU time is not lost (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def measure(command: Sequence[str], folder: Path, log: Path, variables: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end, which must be a good one; what it says is added to the log."""
    adopt_orphans()
    others = {child.pid for child in psutil.Process().children()}
    before, start = cpu_of_children(), time.perf_counter()
    with log.open("ab") as stream:
        environment = {**os.environ, "LC_ALL": "C.UTF-8", **(variables or {})}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream)
        watched = Peak(process.pid)
        process.wait()
    wall = time.perf_counter() - start
    peak = watched.end()
    _reap(others)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:6])} ... ended with {process.returncode}: {log} says more")
    return Measured(wall, cpu_of_children() - before, peak)


class Peak:
    """The most resident memory that a process and its descendants held at once, looked at ten times a second."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.bytes = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> int:
        """Return the peak in bytes."""
        self._stop.set()
        self._thread.join()
        return self.bytes

    def _look(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            with contextlib.suppress(psutil.Error):
                parent = psutil.Process(self.pid)
                self.bytes = max(self.bytes, sum(map(_resident, [parent, *parent.children(recursive=True)])))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it ended while we looked
        return 0


def cpu_of_children() -> float:
    """Return the CPU seconds of all descendants that have ended and were waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def cpu_of(pids: Iterable[int]) -> float:
    """Return the CPU seconds so far of processes that are alive, their descendants included."""
    alive = [psutil.Process(pid) for pid in pids]
    alive += [child for process in alive for child in process.children(recursive=True)]
    return sum(sum(process.cpu_times()[:4]) for process in alive)


def _reap(others: set[int]) -> None:
    """Wait for those that were adopted: whoever is still at its end would be missing, or counted for the next command."""
    deadline = time.monotonic() + END_SECONDS
    while left := [child for child in psutil.Process().children() if child.pid not in others]:
        if time.monotonic() > deadline:
            raise SystemExit(f"{len(left)} processes of the command did not end: {left[0]}")
        psutil.wait_procs(left, timeout=1)

"""Isolation levels: which launcher gives one, and the rule which walls are the least. Judge's side."""

from __future__ import annotations

import sys
from typing import Protocol

from grader.sandbox.process import WorkerProcess
from grader.sandbox.spawn import SpawnLauncher
from grader.sandbox.zygote import ZygoteLauncher
from grader.words.ending import Limits
from grader.words.errors import SandboxUnavailable

# One wall of each row must stand for the level "sandbox"; a name may go on with a version ("landlock 7").
LEAST_WALLS = (
    ("no_new_privs",),
    ("rlimits",),
    ("seccomp",),
    ("mount namespace", "landlock"),  # files
    ("network namespace", "seccomp"),  # network
)


class Launcher(Protocol):
    """Starts workers of one isolation level."""

    level: str
    outer_walls: tuple[str, ...]

    def preload(self, names: frozenset[str]) -> None:
        """Have library modules imported before workers need them."""

    def start(self, limits: Limits) -> WorkerProcess:
        """Start one worker."""

    def close(self) -> None:
        """End every worker."""


def open_launcher(isolation: str, environment: dict[str, str], gpu: bool = False) -> Launcher:
    """Return the launcher for "sandbox", "process" or "spawn"; "auto" is the sandbox.

    Raises:
        SandboxUnavailable: the sandbox was asked for on a system that is not Linux.
    """
    if isolation == "spawn" or (isolation == "process" and sys.platform != "linux"):
        return SpawnLauncher(environment, gpu)
    if isolation == "process":
        return ZygoteLauncher("process", environment, gpu)
    if sys.platform != "linux":
        raise SandboxUnavailable(
            "the sandbox needs Linux. Use --isolation process on a machine that you can throw away; `grader doctor` says more."
        )
    return ZygoteLauncher("sandbox", environment, gpu)


def check_walls(level: str, walls: tuple[str, ...]) -> None:
    """Raise SandboxUnavailable where the level is "sandbox" and a worker's walls are less than the rule asks for."""
    missing = [" / ".join(row) for row in LEAST_WALLS if not any(wall.startswith(row) for wall in walls)]
    if level == "sandbox" and missing:
        raise SandboxUnavailable(
            "this machine can't build the sandbox: {missing} is missing. `grader doctor` says how to get it; "
            "--isolation process grades without walls, on a machine that you can throw away.",
            missing=", ".join(missing),
        )

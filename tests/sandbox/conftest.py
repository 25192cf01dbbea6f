"""Attacks on the walls: each runs without torch in a process of its own, under each way the walls can be built."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.bubblewrap import bwrap_command
from grader.sandbox.command import PACKAGE, visible_paths, worker_environment
from tests.missing import missing

PROGRAM = Path(__file__).with_name("walled_attack.py")
ORDINARY = 12345
SECONDS = 60


@dataclass(frozen=True)
class Way:
    """One way to build the walls: by whom, in namespaces or where the kernel refuses them, inside bubblewrap or not."""

    name: str
    uid: int
    namespaces: bool
    bubblewrap: bool = False


AS_STARTED = "root" if sys.platform == "linux" and os.geteuid() == 0 else "ordinary"
WAYS = [
    Way(f"{AS_STARTED}-namespaces", 0, True),
    Way(f"{AS_STARTED}-refused", 0, False),
    Way(f"{AS_STARTED}-bubblewrap", 0, True, bubblewrap=True),
]
if AS_STARTED == "root":
    WAYS += [Way("ordinary-namespaces", ORDINARY, True), Way("ordinary-refused", ORDINARY, False)]

Attack = Callable[..., dict[str, Any]]


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Way:
    """Each way to build the walls."""
    chosen: Way = request.param
    return chosen


def run_walled(way: Way, attack: str, **setup: object) -> dict[str, Any]:
    """Run an attack's source behind the walls; return how it ended."""
    if sys.platform != "linux":
        missing("the walls are Linux's")
    wrapper: list[str] = []
    if way.bubblewrap:
        # the program of this test and the judge's list of paths are the only things that a real zygote would not see
        extra = [str(PROGRAM), str(PACKAGE / "sandbox"), str(PACKAGE / "words")]
        wrapper = bwrap_command([*visible_paths(), *extra]) or []
        if not wrapper:
            missing("bubblewrap is not installed or does not work here: apt-get install bubblewrap")
    told = json.dumps({"attack": attack, "uid": way.uid, "namespaces": way.namespaces, **setup})
    command = [*wrapper, sys.executable, "-I", "-B", str(PROGRAM), str(PACKAGE.parent), told]
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, check=False, env=worker_environment({}), cwd="/"
    )
    assert run.returncode == 0, run.stderr
    ending: dict[str, Any] = json.loads(run.stdout)
    if "walls" in ending and way.namespaces and "user namespace" not in ending["walls"]:
        missing("the kernel refuses namespaces here: `grader doctor` says why")
    return ending


@pytest.fixture
def attack(way: Way) -> Attack:
    """`attack(source, **setup)` runs an attack behind the walls and returns how it ended."""
    return lambda source, **setup: run_walled(way, source, **setup)

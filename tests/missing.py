"""What a test needs and this machine lacks: a skip with the reason, and in CI a failure."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip the test; in CI, where everything is to be there, fail it."""
    (pytest.fail if os.environ.get("TORCHKATA_CI") else pytest.skip)(reason)


def program(name: str, install: str) -> str:
    """Return the path of a program; `install` says how one gets it."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not installed: {install}")
    return found

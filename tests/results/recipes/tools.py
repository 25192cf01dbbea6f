"""Linters from the develop extra, and workflows as data."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest


def tool(name: str) -> str:
    """Return a program of the develop extra; where it is missing the test is skipped, in CI it fails."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        missing(name)
    return found


def missing(name: str) -> NoReturn:
    """Skip the test, or fail it in CI."""
    reason = f"{name} is not installed: pip install -e '.[develop]'"
    pytest.fail(reason) if os.environ.get("TORCHKATA_CI") else pytest.skip(reason)


def workflow(path: Path) -> dict[str, Any]:
    """Return a workflow as YAML reads it."""
    try:
        import yaml
    except ImportError:
        missing("PyYAML")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def step(job: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the step of this name."""
    found: dict[str, Any] = next(one for one in job["steps"] if one.get("name") == name)
    return found

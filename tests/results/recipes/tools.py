"""Linters from the develop extra, and workflows as data."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from tests.missing import missing, program

INSTALL = "pip install -e '.[develop]'"


def tool(name: str) -> str:
    """Return a program of the develop extra."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or program(name, INSTALL)


def workflow(path: Path) -> dict[str, Any]:
    """Return a workflow as YAML reads it."""
    try:
        import yaml
    except ImportError:
        missing(f"PyYAML is not installed: {INSTALL}")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def step(job: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the step of this name."""
    found: dict[str, Any] = next(one for one in job["steps"] if one.get("name") == name)
    return found

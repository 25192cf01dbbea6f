"""Notebooks as JSON, just what the peers need: an import, a cell for each answer, and cells that belong to the grading tool."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.peers.questions import IMPORTS, NAMES, Handed

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
Cell = dict[str, Any]


def code(text: str, identity: str, metadata: dict[str, Any] | None = None) -> Cell:
    """Return a cell of code."""
    return {
        "cell_type": "code", "execution_count": None, "id": identity, "metadata": metadata or {}, "outputs": [], "source": text,
    }  # fmt: skip


def write(path: Path, cells: list[Cell]) -> None:
    """Write a notebook of these cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content), encoding="utf-8")


def answered(handed: Handed) -> list[Cell]:
    """Return the cells of a plain submission."""
    return [code(IMPORTS, "imports"), *(code(handed.answers[name], name) for name in NAMES)]

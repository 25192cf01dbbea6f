"""What all tests share: the repository's root, and programs that this machine may lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.missing import program

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def git_program() -> str:
    """Git, for students' repositories."""
    return program("git", "apt-get install git")

"""The references as modules, for the tests that hold them against PyTorch's own operations."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from grader.course.catalogue import Course, load_course
from grader.judge.suite import load_trusted

COURSE: Course = load_course(Path(__file__).resolve().parents[2])


def reference(name: str) -> ModuleType:
    """Load an exercise's reference."""
    return load_trusted(COURSE.reference(COURSE.find(name)), f"reference_{name}")

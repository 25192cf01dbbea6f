"""The miniature course of these tests: one exercise with two criteria, and the real command run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.course.stubs import stub_text
from grader.words.messages import english

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = "01_sums/total"
COURSE = """
name = "miniature"
[[chapters]]
id = "01_sums"
title = "Sums"
exercises = [{ name = "total", wall_seconds = 2.0, memory_bytes = 209715200 }]
"""
REFERENCE = '''"""Return the total of a tensor."""

import torch


def total(x: torch.Tensor) -> torch.Tensor:
    """Return it as a tensor without dimensions."""
    ### BEGIN SOLUTION
    return x.sum()
    ### END SOLUTION
'''
SUITE = """
import torch
from grader.judge import criterion, same


@criterion(points=1, title="Positive")
def test_positive(submission, reference, rng):
    x = torch.rand(3, 4, generator=rng)
    same(submission.total(x), reference.total(x))


@criterion(points=2, title="Negative")
def test_negative(submission, reference):
    same(submission.total(-torch.ones(2, 2)), torch.tensor(-4.0))
"""
HEAD = "def total(x):\n    "


def build(root: Path) -> Path:
    """Write the course into a folder and return it."""
    files = {
        "exercises/course.toml": COURSE,
        f"exercises/{EXERCISE}.py": stub_text(REFERENCE, english),
        f"solutions/{EXERCISE}.py": REFERENCE,
        "tests/hidden/01_sums/test_total.py": SUITE,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def start(course: Path, *arguments: object) -> subprocess.Popen[str]:
    """Start a command in the course."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "COLUMNS": "80", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "grader", *(str(argument) for argument in arguments)]
    return subprocess.Popen(command, cwd=course, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(course: Path, *arguments: object) -> tuple[int, str, str]:
    """Run a command in the course; return its exit code, output and errors."""
    process = start(course, *arguments)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err

"""Behind every wall the references still get full marks: what a wall takes away must not cost a right answer a point."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.missing import missing

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.sandbox


def test_references_behind_the_walls(tmp_path: Path) -> None:
    """The whole course, graded as a class is."""
    for path in (ROOT / "solutions").glob("*/*.py"):
        target = tmp_path / "class" / "right" / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    command = [sys.executable, "-m", "grader", "grade", tmp_path / "class", "--out", tmp_path / "out", "--isolation", "sandbox"]
    run = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    if run.returncode == 2 and "sandbox" in run.stderr:
        missing("the walls can't be built here: `grader doctor` says why")
    assert run.returncode == 0, run.stderr
    (submission,) = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))["submissions"]
    lost = [
        (verdict["exercise"], criterion["name"], criterion["message"])
        for verdict in submission["exercises"]
        for criterion in verdict["criteria"]
        if criterion["passed"] is False
    ]
    assert lost == [] and submission["points"] == submission["max_points"] > 500

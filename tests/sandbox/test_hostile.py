"""Cheats and accidents against the sandbox: no points beyond honest ones, no harm, the others' results unchanged."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = sorted((ROOT / "tests" / "hostile").glob("*.py"))
HONEST = ("aaa_honest", "mmm_honest", "zzz_honest")
# What a wrong function may earn by criteria that it happens to meet: nothing that was not earned by a value.
MOST_POINTS = 2

pytestmark = pytest.mark.sandbox


def header(path: Path, name: str) -> str:
    found = re.search(rf"^# {name}: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"{path.name} has no line '# {name}: ...'"
    return found[1]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Grade all hostile files as one class, with honest students before, between and after."""
    folder = tmp_path_factory.mktemp("class")
    submissions, out = folder / "submissions", folder / "out"
    for path in HOSTILE:
        target = submissions / path.stem / f"{header(path, 'exercise')}.py"
        target.parent.mkdir(parents=True)
        shutil.copy(path, target)
    for name in HONEST:
        target = submissions / name / "04_pooling" / "max_pool2d.py"
        target.parent.mkdir(parents=True)
        shutil.copy(ROOT / "solutions" / "04_pooling" / "max_pool2d.py", target)
    command = [
        sys.executable,
        "-m",
        "grader",
        "grade",
        str(submissions),
        "--out",
        str(out),
        "--seed",
        "3",
        "--isolation",
        "sandbox",
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    document = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return {submission["student"]: submission for submission in document["submissions"]}


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_hostile(path: Path, results: dict[str, dict[str, Any]]) -> None:
    """Each gets the status that its header names, and no points worth having."""
    submission = results[path.stem]
    verdict = next(entry for entry in submission["exercises"] if entry["exercise"] == header(path, "exercise"))
    assert verdict["status"] in header(path, "status").split(","), verdict["message"]
    assert verdict["points"] <= MOST_POINTS, [c["name"] for c in verdict["criteria"] if c["passed"]]
    assert verdict["message"]


@pytest.mark.parametrize("name", HONEST)
def test_the_honest_are_unharmed(name: str, results: dict[str, dict[str, Any]]) -> None:
    """Full marks before, between and after the others."""
    verdict = next(entry for entry in results[name]["exercises"] if entry["exercise"] == "04_pooling/max_pool2d")
    assert verdict["status"] == "passed", verdict["message"]


def test_nothing_is_left(results: dict[str, dict[str, Any]]) -> None:
    """No process of this course's, no file."""
    assert results
    listed = subprocess.run(["ps", "ax", "-o", "args"], capture_output=True, text=True, check=True).stdout
    ours = [line for line in listed.splitlines() if "grader.worker" in line and str(ROOT) in line]
    assert ours == []
    assert not Path("/tmp/torchkata-owned").exists()
    assert not Path("/tmp/results.json").exists()

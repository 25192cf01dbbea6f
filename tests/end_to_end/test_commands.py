"""The real commands on the real course: a class with every accident in it, an interrupted run, the board."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = "04_pooling/max_pool2d"
REFERENCE = ROOT / "solutions" / f"{EXERCISE}.py"
HEAD = "def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):\n    "
SOURCES: dict[str, tuple[str, str]] = {
    "right": (REFERENCE.read_text(encoding="utf-8"), "passed"),
    "stub": ((ROOT / "exercises" / f"{EXERCISE}.py").read_text(encoding="utf-8"), "not_started"),
    "partial": (HEAD + "return x.unfold(2, 3, 3).unfold(3, 3, 3).amax((-1, -2))\n", "failed"),
    "syntax": ("def max_pool2d(x:\n", "error"),
    "import": ("import numpyy\n", "error"),
    "exit": ("import sys\nsys.exit(0)\n", "error"),
    "loop": ("while True:\n    pass\n", "timeout"),
    "memory": (HEAD + "held = []\n    while True:\n        held.append(bytearray(100_000_000))\n", "limit"),
    "forks": ("import os\nwhile True:\n    os.fork()\n", "limit"),
    "prints": (HEAD + "print('x' * 200_000_000)\n", "limit"),
    "segfault": (HEAD + "import ctypes\n    ctypes.string_at(0)\n", "crashed"),
    "success": (HEAD + "import os\n    os._exit(0)\n", "crashed"),
}


def command(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300, **more
    )


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class in folders and zips."""
    folder = tmp_path_factory.mktemp("class")
    for name, (source, _) in SOURCES.items():
        target = folder / name / f"{EXERCISE}.py"
        target.parent.mkdir(parents=True)
        target.write_text(source, encoding="utf-8")
    (folder / "nothing").mkdir()
    (folder / "linked" / "04_pooling").mkdir(parents=True)
    (folder / "linked" / f"{EXERCISE}.py").symlink_to(REFERENCE)
    with zipfile.ZipFile(folder / "enclosed.zip", "w") as archive:
        archive.write(REFERENCE, f"work/{EXERCISE}.py")
    with zipfile.ZipFile(folder / "dots.zip", "w") as archive:
        archive.writestr("../../outside.py", "x = 1")
        archive.write(REFERENCE, f"{EXERCISE}.py")
    with zipfile.ZipFile(folder / "link.zip", "w") as archive:
        member = zipfile.ZipInfo(f"{EXERCISE}.py")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, str(REFERENCE))
    return folder


def read(out: Path) -> dict[str, dict[str, Any]]:
    """Return the verdict on the exercise by student, without what differs from run to run."""
    document = json.loads((out / "results.json").read_text(encoding="utf-8"))
    found = {}
    for submission in document["submissions"]:
        for verdict in submission["exercises"]:
            del verdict["seconds"], verdict["output"]
            if verdict["status"] == "limit":  # whether the kernel or the zygote is first to see it is a race
                verdict["message"] = verdict["criteria"] = "over a limit"
        found[submission["student"]] = submission
    return found


def whole(journal: Path) -> int:
    """Return how many students' results are kept."""
    return journal.read_bytes().count(b'"type":"result"') if journal.exists() else 0


def verdict_of(submission: dict[str, Any]) -> dict[str, Any]:
    return next(verdict for verdict in submission["exercises"] if verdict["exercise"] == EXERCISE)


@pytest.fixture(scope="module")
def results(submissions: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The class, graded without a disturbance."""
    out = tmp_path_factory.mktemp("out")
    run = command("grade", str(submissions), "--out", str(out), "--seed", "5")
    assert run.returncode == 0, run.stderr
    return read(out)


@pytest.mark.sandbox
@pytest.mark.parametrize("name", SOURCES)
def test_each_gets_its_status(name: str, results: dict[str, dict[str, Any]]) -> None:
    """The status and a message that says what happened."""
    verdict = verdict_of(results[name])
    assert verdict["status"] == SOURCES[name][1], verdict["message"]
    assert verdict["message"]
    assert verdict["max_points"] == verdict_of(results["right"])["max_points"]
    if verdict["status"] != "limit":
        assert len(verdict["criteria"]) == len(verdict_of(results["right"])["criteria"])


@pytest.mark.sandbox
def test_files_that_are_not_what_they_seem(results: dict[str, dict[str, Any]]) -> None:
    """Links are not followed, paths that lead outside are left out and told, one enclosing folder is fine."""
    assert verdict_of(results["enclosed"])["status"] == "passed"
    assert verdict_of(results["dots"])["status"] == "passed"
    assert "../../outside.py" in results["dots"]["message"]
    assert verdict_of(results["nothing"])["status"] == "missing"
    for name in ("linked", "link"):
        assert verdict_of(results[name])["status"] == "error"
        assert "link" in verdict_of(results[name])["message"]


@pytest.mark.sandbox
def test_a_killed_run_goes_on(submissions: Path, results: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    """kill -9 in mid-run, the same command again: the same results as without the kill."""
    arguments = ["grade", str(submissions), "--out", str(tmp_path), "--seed", "5", "--jobs", "1"]
    run = subprocess.Popen(
        [sys.executable, "-m", "grader", *arguments], cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    journal = tmp_path / "journal.jsonl"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and whole(journal) < 4:
        time.sleep(0.05)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert 4 <= whole(journal) < len(results)
    assert command(*arguments).returncode == 0
    assert whole(journal) == len(results)
    assert read(tmp_path) == results


def test_check_shows_a_board_and_a_verdict(tmp_path: Path) -> None:
    """A learner's tree: the board, the verdict of what is under way, the exit code; JSON in the same shape."""
    for folder in ("exercises", "solutions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copytree(ROOT / "tests" / "hidden", tmp_path / "tests" / "hidden")
    (tmp_path / "datasets").symlink_to(ROOT / "datasets")
    (tmp_path / "exercises" / f"{EXERCISE}.py").write_text(SOURCES["partial"][0], encoding="utf-8")
    base = [sys.executable, "-m", "grader", "check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "NO_COLOR": "1"}

    def check(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*base, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    everything = check()
    assert everything.returncode == 1, everything.stderr
    assert "not started" in everything.stdout and "max_pool2d: failed" in everything.stdout
    assert "Hint:" in everything.stdout and "Traceback" not in everything.stdout + everything.stderr
    one = check("max_pool", "--lang", "zh", "--json", str(tmp_path / "one.json"))
    assert one.returncode == 1 and "未通过" in one.stdout
    document = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert document["schema"] == 1 and document["submissions"][0]["exercises"][0]["status"] == "failed"
    unknown = check("maxpol2d")
    assert unknown.returncode == 2 and "max_pool2d" in unknown.stderr and "Traceback" not in unknown.stderr


def test_help_and_usage_errors() -> None:
    """Every command has --help; a folder that is not there is a usage error."""
    for name in ("check", "grade", "doctor", "stubs", "reset"):
        assert command(name, "--help").returncode == 0
    missing = command("grade", "no-such-folder", "--out", "no-such-out")
    assert missing.returncode == 2 and "no-such-folder" in missing.stderr

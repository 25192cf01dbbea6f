"""The real commands and the real judge on a miniature course with short limits: both levels, interruptions, exit codes."""

from __future__ import annotations

import json
import signal
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader.course.stubs import stub_text
from grader.words.messages import english
from tests.end_to_end.miniature import EXERCISE, HEAD, REFERENCE, SUITE, build, finish, start

# name: the file, the status, a part of the message
CLASS: dict[str, tuple[str, str, str]] = {
    "right": (REFERENCE, "passed", "all criteria are met"),
    "other_style": ("import torch\n" + HEAD + "return torch.einsum('ij->', x)\n", "passed", ""),
    "partial": (HEAD + "return x.abs().sum()\n", "failed", "Negative"),
    "not_a_tensor": (HEAD + "return float(x.sum())\n", "failed", "Positive"),
    "stub": (
        stub_text(REFERENCE, english),
        "not_started",
        "not started",
    ),
    "syntax": ("def total(x:\n", "error", "line 1"),
    "import": ("import numpyy\n", "error", "numpyy"),
    "loop": ("while True:\n    pass\n", "timeout", "2.0 seconds"),
    "loop_later": (HEAD + "while True:\n        pass\n", "timeout", "2.0 seconds"),
    "memory": (HEAD + "held = []\n    while True:\n        held.append(bytearray(100_000_000))\n", "limit", "of memory"),
    "prints": (HEAD + "for _ in range(200):\n        print('x' * 1_000_000)\n", "limit", "output"),
    "segfault": (HEAD + "import ctypes\n    ctypes.string_at(0)\n", "crashed", "signal"),
    "leaves": ("import os\nos._exit(0)\n", "crashed", "os._exit"),
    "latin": ("# \udce9\n", "error", "UTF-8"),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature course."""
    return build(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student for each accident."""
    folder = tmp_path_factory.mktemp("class")
    for name, (text, _, _) in CLASS.items():
        path = folder / name / f"{EXERCISE}.py"
        path.parent.mkdir(parents=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


def read(out: Path) -> dict[str, Any]:
    """Return results.json without what differs from run to run."""
    document = json.loads((out / "results.json").read_text(encoding="utf-8"))
    for submission in document["submissions"]:
        for verdict in submission["exercises"]:
            del verdict["seconds"]
    return document


def by_student(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {submission["student"]: submission["exercises"][0] for submission in document["submissions"]}


def wait_for_lines(journal: Path, count: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and (not journal.exists() or journal.read_bytes().count(b"\n") < count):
        time.sleep(0.02)
    assert journal.read_bytes().count(b"\n") >= count


@pytest.fixture(scope="module", params=["process", "spawn", pytest.param("sandbox", marks=pytest.mark.sandbox)])
def graded(
    request: pytest.FixtureRequest, course: Path, classroom: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """The class, graded without a disturbance at one level."""
    out = tmp_path_factory.mktemp("out")
    code, _, err = finish(course, "grade", classroom, "--out", out, "--seed", 5, "--isolation", request.param)
    assert code == 0, err
    return read(out)


def test_each_gets_its_status_and_a_message(graded: dict[str, Any]) -> None:
    """At every level alike; every criterion is listed, the maximum never moves."""
    found = by_student(graded)
    assert {name: one["status"] for name, one in found.items()} == {name: status for name, (_, status, _) in CLASS.items()}
    for name, (_, _, words) in CLASS.items():
        assert words in found[name]["message"], name
        assert (found[name]["max_points"], len(found[name]["criteria"])) == (3.0, 2), name
        assert found[name]["fault"] == ("nobody" if found[name]["status"] == "passed" else "learner")
    assert found["partial"]["points"] == 1.0


def test_an_interrupted_run_goes_on(course: Path, classroom: Path, tmp_path: Path) -> None:
    """SIGTERM, then SIGKILL, in mid-run: no child stays, and the third run ends as an undisturbed one, in the same journal."""
    arguments = ("grade", classroom, "--isolation", "process", "--jobs", 1)
    assert finish(course, *arguments, "--out", tmp_path / "whole", "--seed", 5)[0] == 0
    out = tmp_path / "out"
    first = start(course, *arguments, "--out", out, "--seed", 5)
    wait_for_lines(out / "journal.jsonl", 3)
    children = (Path("/proc") / str(first.pid) / "task" / str(first.pid) / "children").read_text().split()
    first.send_signal(signal.SIGTERM)
    _, err = first.communicate(timeout=60)
    assert first.returncode == 130 and "stopped" in err
    assert not any((Path("/proc") / child).exists() for child in children)
    kept = (out / "journal.jsonl").read_bytes().count(b"\n")
    second = start(course, *arguments, "--out", out)  # the seed is the first run's
    wait_for_lines(out / "journal.jsonl", kept + 1)  # the endless loops come next: there is time
    second.kill()
    second.communicate()
    assert finish(course, *arguments, "--out", out)[0] == 0
    assert read(out) == read(tmp_path / "whole")
    assert (out / "journal.jsonl").read_bytes().count(b"\n") == 2 * len(CLASS)  # each judged once and adopted once


def test_what_could_not_be_read_ends_with_one(course: Path, tmp_path: Path) -> None:
    """A zip that is none costs itself; the others are graded; its criteria are listed as not run."""
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "bad.zip").write_bytes(b"PK\3\4 no zip")
    with zipfile.ZipFile(folder / "good.zip", "w") as archive:
        archive.writestr(f"homework/{EXERCISE}.py", REFERENCE)
    code, out, err = finish(course, "grade", folder, "--out", tmp_path / "out", "--isolation", "process")
    assert code == 1
    assert "could not be read: bad" in err and "2 submissions graded" in out
    found = by_student(read(tmp_path / "out"))
    assert (found["good"]["points"], found["bad"]["points"], found["bad"]["max_points"]) == (3.0, 0.0, 3.0)
    assert "the zip can't be read" in found["bad"]["message"]


def test_a_course_whose_suite_is_broken_is_the_authors_to_mend(course: Path, classroom: Path, tmp_path: Path) -> None:
    """Exit code 2 and the file's name, not a class of zeros."""
    suite = course / "tests" / "hidden" / "01_sums" / "test_total.py"
    suite.write_text("import no_such_module\n")
    try:
        code, _, err = finish(course, "grade", classroom, "--out", tmp_path / "out", "--isolation", "process")
    finally:
        suite.write_text(SUITE)
    assert code == 2
    assert "test_total.py" in err and "no_such_module" in err
    assert by_student(read(tmp_path / "out")) == {}


def test_check_on_the_stub(course: Path) -> None:
    """A friendly board, no points, no traceback; then the learner's answer, and 0."""
    code, out, err = finish(course, "check")
    assert (code, err) == (1, "")
    assert "not started" in out and "0 of 3 points" in out and "make check EX=total" in out and "Traceback" not in out
    stub = course / "exercises" / f"{EXERCISE}.py"
    before = stub.read_text()
    stub.write_text(REFERENCE)
    try:
        assert finish(course, "check", "total")[0] == 0
    finally:
        stub.write_text(before)

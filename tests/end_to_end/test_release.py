"""A bundle as a learner gets it: it checks on its own with the public examples, and holds nothing that is closed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def grader(folder: Path, *arguments: object, program: Path | None = None) -> tuple[int, str]:
    """Run the command in a folder, with the program of `program` or of that folder; return exit code and words."""
    environment = {**os.environ, "PYTHONPATH": str(program or folder), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "grader", *(str(argument) for argument in arguments)]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
    return run.returncode, run.stdout + run.stderr


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two exercises, released in Chinese."""
    folder = tmp_path_factory.mktemp("release") / "week1"
    code, said = grader(ROOT, "release", folder, "--exercise", "first_tensor", "--exercise", "max_pool2d", "--lang", "zh")
    assert code == 0 and "week1.zip" in said, said
    return folder


def test_it_holds_what_a_learner_needs(bundle: Path) -> None:
    """Stubs, pages, examples, program, set-up; the zip is the same; nothing of other exercises."""
    files = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    assert {"README.md", "Makefile", "pyproject.toml", "exercises/course.toml", "exercises/04_pooling/max_pool2d.py"} <= files
    assert {"exercises/04_pooling/README.md", "tests/examples/04_pooling/test_max_pool2d.py", "datasets/__main__.py"} <= files
    assert not any(name.startswith(("solutions", "tests/hidden", "tests/mistakes", "tests/variants")) for name in files)
    assert not any("output_size" in name for name in files)
    with zipfile.ZipFile(bundle.with_name("week1.zip")) as archive:
        assert {f"week1/{name}" for name in files} == set(archive.namelist())
        assert archive.read("week1/README.md") == (bundle / "README.md").read_bytes()
    assert "在这个文件夹里运行" in (bundle / "README.md").read_text(encoding="utf-8")


def test_it_checks_on_its_own(bundle: Path) -> None:
    """The board, the examples on an answer, what the teacher has beyond them; the stub comes back; the rest says why not."""
    code, said = grader(bundle, "check", "--lang", "zh")
    assert code == 1 and "得分 0 / 4" in said and "这些是公开的例子" in said
    answer = bundle / "exercises" / "00_start" / "first_tensor.py"
    stub = answer.read_bytes()
    answer.write_text((ROOT / "solutions" / "00_start" / "first_tensor.py").read_text(encoding="utf-8"), encoding="utf-8")
    code, said = grader(bundle, "check", "first_tensor")
    assert code == 0 and "✔ make_tensor([[1, 2, 3], [4, 5, 6]])" in said
    assert grader(bundle, "reset", "first_tensor")[0] == 0 and answer.read_bytes() == stub
    closed = ("hint first_tensor", "verify", "grade . --out x", "release x", "stubs", "nbgrader init x")
    for command in map(str.split, closed):
        code, said = grader(bundle, *command)
        assert code == 2 and "bundle for learners" in said and "Traceback" not in said, command


def test_a_folder_that_is_there_is_not_touched(bundle: Path) -> None:
    """An older release is somebody's work."""
    before = (bundle / "README.md").stat().st_mtime_ns
    code, said = grader(ROOT, "release", bundle)
    assert code == 2 and "is there already" in said
    assert (bundle / "README.md").stat().st_mtime_ns == before
    (bundle.parent / "week2.zip").write_bytes(b"mine")
    code, said = grader(ROOT, "release", bundle.parent / "week2", "--exercise", "first_tensor")
    assert code == 2 and "week2.zip is there already" in said
    assert (bundle.parent / "week2.zip").read_bytes() == b"mine" and not (bundle.parent / "week2").exists()

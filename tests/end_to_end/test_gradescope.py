"""The autograder's zip as Gradescope runs it: unpacked under /autograder, run_autograder as root, results.json out."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.bubblewrap import bwrap_command
from tests.missing import missing

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = "00_start/first_tensor"
REFERENCE = (ROOT / "solutions" / f"{EXERCISE}.py").read_text(encoding="utf-8")
SYSTEM = ("/usr", "/etc", "/bin", "/lib", "/lib64", "/sbin")
# what a kernel without Landlock, in a container without namespaces, says to these calls (x86_64, aarch64)
REFUSED = {"x86_64": (444, 272, 435), "aarch64": (444, 97, 435)}
ENOSYS = 38

pytestmark = pytest.mark.sandbox


def without_walls() -> bytes:
    """Return a seccomp filter under which neither Landlock nor a namespace can be had."""
    load, equal, answer = 0x20, 0x15, 0x06
    refused = REFUSED.get(os.uname().machine)
    if refused is None:
        missing("no system call numbers for this processor")
    lines = [(load, 0, 0, 0)]
    for left, number in zip(range(len(refused), 0, -1), refused, strict=True):
        lines.append((equal, left, 0, number))
    lines += [(answer, 0, 0, 0x7FFF0000), (answer, 0, 0, 0x00050000 | ENOSYS)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


class Gradescope:
    """A root file system with Gradescope's folders; the project's environment stands where setup.sh installs one."""

    def __init__(self, folder: Path, archive: Path) -> None:
        self.folder = folder
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(folder / "source")
        shutil.copy(folder / "source" / "run_autograder", folder / "run_autograder")
        (folder / "run_autograder").chmod(0o755)
        (folder / "results").mkdir()
        self.environment = Path(sys.prefix)

    def run(self, files: dict[str, str], seccomp: bytes = b"") -> tuple[int, str, dict[str, Any]]:
        """Hand in files; return the exit code, what was said, and results.json."""
        submission = self.folder / "submission"
        shutil.rmtree(submission, ignore_errors=True)
        for name, text in files.items():
            (submission / name).parent.mkdir(parents=True, exist_ok=True)
            (submission / name).write_text(text, encoding="utf-8")
        submission.mkdir(exist_ok=True)
        (self.folder / "results" / "results.json").unlink(missing_ok=True)
        with tempfile.TemporaryFile() as program:
            program.write(seccomp)
            program.seek(0)
            extra = ["--seccomp", str(program.fileno())] if seccomp else []
            command = ["bwrap", *self._root(), *extra, "--", "/autograder/run_autograder"]
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, pass_fds=[program.fileno()])
        return done.returncode, done.stdout + done.stderr, json.loads((self.folder / "results" / "results.json").read_bytes())

    def _root(self) -> list[str]:
        root = ["--die-with-parent", "--clearenv", "--setenv", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"]
        root += ["--cap-add", "ALL"] if os.geteuid() == 0 else ["--unshare-user", "--uid", "0", "--gid", "0", "--cap-add", "ALL"]
        for name in SYSTEM:
            root += ["--symlink", os.readlink(name), name] if Path(name).is_symlink() else ["--ro-bind-try", name, name]
        root += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--ro-bind", sys.base_prefix, sys.base_prefix]
        return [*root, "--ro-bind", str(self.environment), "/opt/torchkata", "--bind", str(self.folder), "/autograder"]


def build(folder: Path, *options: str) -> Path:
    """Have the real command build the zip."""
    archive = folder / "autograder.zip"
    command = [sys.executable, "-m", "grader", "ci", "gradescope", str(archive), "--exercise", "first_tensor", *options]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0 and "give it to nobody else" in run.stdout, run.stderr
    return archive


@pytest.fixture(scope="module")
def gradescope(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gradescope]:
    """The autograder, uploaded."""
    if bwrap_command(["/usr", *(name for name in SYSTEM if Path(name).exists())]) is None:
        missing("bubblewrap is not installed or does not work here: apt-get install bubblewrap")
    folder = tmp_path_factory.mktemp("gradescope")
    folder.chmod(0o755)
    archive = build(folder)
    (folder / "autograder").mkdir()
    yield Gradescope(folder / "autograder", archive)


def test_a_file_without_its_folder(gradescope: Gradescope) -> None:
    """Students hand in files: a browser's second download is found, graded in the sandbox, and its walls are told the teacher."""
    code, said, document = gradescope.run({"first_tensor (1).py": REFERENCE, "notes.txt": "x"})
    assert code == 0, said
    assert document["score"] == sum(test["max_score"] for test in document["tests"]) > 0
    assert "first_tensor (1).py is taken for it" in document["output"]
    assert "isolation: sandbox; walls:" in said and "seccomp" in said


def test_a_cheat(gradescope: Gradescope) -> None:
    """A submission that writes results.json and looks for suites finds neither: no points, and the grader's own results."""
    cheat = f"""
import json, os
found = []
for path in ("/autograder/results/results.json", "/autograder/source/course/tests/hidden/{EXERCISE.replace("/", "/test_")}.py"):
    try:
        open(path, "a").write(json.dumps({{"score": 100}})); found.append(path)
    except OSError:
        pass
def make_tensor(values):
    raise ValueError(f"found {{found}}")
"""
    code, said, document = gradescope.run({f"{EXERCISE}.py": cheat})
    assert code == 0, said
    assert document["score"] == 0 and "found []" in json.dumps(document)


def test_nothing_handed_in(gradescope: Gradescope) -> None:
    """No points, every criterion listed, and a word on what was expected."""
    code, said, document = gradescope.run({})
    assert code == 0, said
    assert document["score"] == 0 and "no exercise file was found" in document["output"]
    assert all(test["score"] == 0 and test["max_score"] > 0 for test in document["tests"])


def test_where_the_walls_can_t_be_built(gradescope: Gradescope) -> None:
    """No mark, a kind word for the student, the reason for the teacher alone."""
    code, said, document = gradescope.run({f"{EXERCISE}.py": REFERENCE}, without_walls())
    assert code == 1
    assert "score" not in document and all("score" not in test for test in document["tests"])
    (test,) = document["tests"]
    assert "can't build the sandbox" in test["output"] and test["visibility"] == "hidden"
    assert "sandbox" not in document["output"] and "no mark yet" in document["output"]
    assert "can't build the sandbox" in said and document["stdout_visibility"] == "hidden"


def test_where_nothing_works(gradescope: Gradescope, tmp_path: Path) -> None:
    """Without what setup.sh installs, or killed in the middle, there is a valid results.json all the same, and no mark."""
    whole, gradescope.environment = gradescope.environment, tmp_path
    try:
        code, _, document = gradescope.run({f"{EXERCISE}.py": REFERENCE})
    finally:
        gradescope.environment = whole
    assert code != 0
    assert "score" not in document and "ended before it had a result" in document["tests"][0]["output"]


def test_without_walls_where_the_teacher_asked_for_it(gradescope: Gradescope, tmp_path: Path) -> None:
    """`--isolation process`, chosen when the zip is built, grades there too."""
    archive = build(tmp_path, "--isolation", "process")
    (tmp_path / "autograder").mkdir()
    code, said, document = Gradescope(tmp_path / "autograder", archive).run({"first_tensor.py": REFERENCE}, without_walls())
    assert code == 0, said
    assert document["score"] > 0 and "isolation: process" in said

"""Workflows: sound YAML and scripts, no secret beside learners' code, and the step that clones, run for real."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.course.catalogue import load_course
from grader.results.collected import read_collected
from grader.results.recipes.github import COLLECTING, write_workflow
from grader.results.release import catalogue_text
from grader.words.errors import UsageError
from grader.words.messages import english
from tests.missing import program
from tests.results.collecting.making import NOON, commit, folder
from tests.results.recipes.tools import step, tool, workflow

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("examples", "grade")
COLLECT = "Collect"


def repository(root: Path, kind: str) -> Path:
    """Return a folder that looks like a bundle, or like the whole course."""
    course = load_course(ROOT)
    (root / "exercises").mkdir(parents=True)
    (root / "exercises" / "course.toml").write_text(catalogue_text(course, course.exercises, english), encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", root)
    if kind == "grade":
        (root / "solutions").mkdir()
    return root


INDEX = "https://wheels.example.org/cpu"


@pytest.fixture(params=KINDS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Each kind of workflow, for one exercise, in Chinese."""
    found = write_workflow(repository(tmp_path / "repository", request.param), None, ("max_pool2d",), "zh", INDEX)
    assert found.kind == request.param
    return found.path


def jobs(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = workflow(path)["jobs"]
    return found


def test_it_is_what_github_reads(written: Path) -> None:
    """By GitHub's own schema, as check-jsonschema carries it."""
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", str(written)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_where_pip_looks_for_pytorch(written: Path, tmp_path: Path) -> None:
    """Where it was told to, in the one step that installs it; else where it always looks."""
    steps = [one for job in jobs(written).values() for one in job["steps"] if "torch==" in one.get("run", "")]
    assert [one["env"] for one in steps] == [{"PIP_EXTRA_INDEX_URL": INDEX}]
    kind = "examples" if written.name == "check.yml" else "grade"
    plain = write_workflow(repository(tmp_path / "plain", kind), None, (), "en").path
    assert "PIP_" not in plain.read_text(encoding="utf-8")


def test_its_scripts_are_sound(written: Path) -> None:
    """As ShellCheck sees each step, under the options that GitHub runs it with; none takes an expression into its text."""
    for job in jobs(written).values():
        for one in job["steps"]:
            script = one.get("run", "")
            assert "${{" not in script
            checked = subprocess.run([tool("shellcheck"), "--shell=bash", "-"], input=f"set -eo pipefail\n{script}",
                                     capture_output=True, text=True, check=False)  # fmt: skip
            assert checked.returncode == 0, checked.stdout


def test_no_secret_is_where_learners_code_runs(written: Path) -> None:
    """A job that grades holds no secret and leaves no token on the disk; every job's rights are to read."""
    for name, job in jobs(written).items():
        text = json.dumps(job)
        assert ("secrets." in text) == (name == "collect")
        assert ("grader grade" in text or "grader check" in text) != (name == "collect")
        rights = job.get("permissions", workflow(written)["permissions"])
        assert rights == {"contents": "read"}
        for one in job["steps"]:
            assert "checkout" not in one.get("uses", "") or one["with"]["persist-credentials"] is False


def test_learners_words_are_no_commands(written: Path) -> None:
    """What runs learners' code, or names their files, stands between two random words."""
    running = [one["run"] for job in jobs(written).values() for one in job["steps"] if _calls(one)]
    assert running
    for script in running:
        lines = script.splitlines()
        start, end = lines.index('echo "::stop-commands::$word"'), lines.index('echo "::$word::"')
        assert all(start < number < end for number, line in enumerate(lines) if line.startswith("grader "))


def _calls(one: dict[str, Any]) -> set[str]:
    script = one.get("run", "")
    return {word for word in ("grade ", "check ", "collect ") if f"grader {word}" in script}


def test_what_it_asks_for(written: Path) -> None:
    """The exercise and the language of the command line."""
    text = written.read_text(encoding="utf-8")
    wanted = "04_pooling/max_pool2d --lang zh"
    assert (f"grader check {wanted}" in text) != (f"--exercise {wanted}" in text)


def test_the_wrong_place(tmp_path: Path) -> None:
    """No answers beside the learners' workflow, no grading without suites, no folder without a course, none written over."""
    bundle, whole = repository(tmp_path / "bundle", "examples"), repository(tmp_path / "whole", "grade")
    with pytest.raises(UsageError, match="holds the answers"):
        write_workflow(whole, "examples", (), "en")
    with pytest.raises(UsageError, match="is a bundle for learners"):
        write_workflow(bundle, "grade", (), "en")
    with pytest.raises(UsageError, match="holds no exercises/course.toml"):
        write_workflow(tmp_path, None, (), "en")
    with pytest.raises(UsageError, match="no exercise 'nothing_like_it'"):
        write_workflow(bundle, None, ("nothing_like_it",), "en")
    write_workflow(bundle, None, (), "en")
    with pytest.raises(UsageError, match="is there already"):
        write_workflow(bundle, None, (), "en")
    (tmp_path / "whole" / ".github").write_text("x")
    with pytest.raises(UsageError, match="can't be written"):
        write_workflow(whole, None, (), "en")


class Account:
    """The private repository on a runner's disk, and learners' repositories beside it."""

    def __init__(self, folder: Path, course: Path) -> None:
        self.folder = folder
        self.work = course
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "SUBMISSIONS_TOKEN": "a-token",
        }

    def run(self, script: str, students: str) -> subprocess.CompletedProcess[str]:
        """Run a step as GitHub does."""
        (self.work / "students.csv").write_text(students)
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(command, cwd=self.work, env=self.environment, capture_output=True, text=True, check=False)

    def password(self, address: str) -> str:
        """Return what git would say there."""
        asked = subprocess.run(["git", "credential", "fill"], input=f"url={address}\n\n", capture_output=True, text=True,
                               env={**self.environment, "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": ""}, check=False)  # fmt: skip
        return next((line for line in asked.stdout.splitlines() if line.startswith("password=")), "")


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """Three students' repositories: a bundle with an answer, one that tries what it can, one with nothing."""
    for name in ("git", "bash"):
        program(name, f"apt-get install {name}")
    course = repository(tmp_path / "repository", "grade")
    commit(tmp_path / "alice", {"exercises/04_pooling/max_pool2d.py": "x = 1\n", "grader/__init__.py": "", "README.md": ""})
    (tmp_path / "secret.py").write_text("a secret")
    (tmp_path / "eve" / "04_pooling").mkdir(parents=True)
    (tmp_path / "eve" / "04_pooling" / "max_pool2d.py").symlink_to(tmp_path / "secret.py")
    commit(tmp_path / "eve", {"04_pooling/avg_pool2d.py": "x = 2\n", "::error::x\n::set-output name=x::.py": ""})
    commit(tmp_path / "bob", {"README.md": ""})
    return Account(tmp_path, course)


@pytest.fixture
def collecting(account: Account) -> str:
    """The step's script."""
    path = write_workflow(account.work, None, (), "en").path
    return str(step(jobs(path)["collect"], COLLECT)["run"])


def test_collecting(account: Account, collecting: str) -> None:
    """Exercises by student, with commit times; links lead nowhere; who has none or can't be cloned is named, and gets no 0."""
    done = account.run(collecting, "student,repository\r\nalice,../alice\r\neve,../eve\nbob,../bob\nmallory,../none")
    assert done.returncode == 0, done.stderr
    kept = account.work / "collected"
    files = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file() and path.parent != kept}
    assert {name for name in files if name.endswith(".py")} == {"alice/04_pooling/max_pool2d.py", "eve/04_pooling/avg_pool2d.py"}
    assert {name.partition("/")[0] for name in files} == {"alice", "eve"} and "no mark yet, of bob" in done.stderr
    assert not any(path.is_symlink() for path in kept.rglob("*"))
    found = read_collected(kept)
    assert found is not None and found.submitted_at("alice") == NOON and found.submitted_at("mallory") is None
    assert "mallory" in done.stderr and "::warning file=students.csv::not everything" in done.stdout
    said = (done.stdout + done.stderr).splitlines()
    assert [line for line in said if line.strip().startswith(("::error", "::set"))] == []


def test_the_token_is_for_one_host(account: Account, collecting: str) -> None:
    """It is given to GitHub over https, and lies nowhere on the disk."""
    account.run(collecting, "student,repository\nalice,../alice\n")
    assert account.password("https://github.com/org/alice.git") == "password=a-token"
    for other in ("http://github.com/org/alice.git", "https://github.com.example.org/x", "https://example.org/github.com"):
        assert account.password(other) == ""
    assert not any("a-token" in path.read_text(errors="replace") for path in account.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("students, code, said", [
    ("", 0, "0 submissions"), ("student,repository\nalice,\n", 2, "line 2"),
    ("alice,--upload-pack=touch x\n", 0, "is no address"),
    ("../../x,../alice\n", 0, "1 submissions"),
])  # fmt: skip
def test_lines_that_are_no_repositories(account: Account, collecting: str, students: str, code: int, said: str) -> None:
    """A name that would lead elsewhere, or be an option or a command, does nothing."""
    before = {path.name for path in account.folder.iterdir()}
    done = account.run(collecting, students)
    assert done.returncode == code and said in done.stdout + done.stderr
    assert {path.name for path in account.folder.iterdir()} - before <= {".gitconfig"}


def test_collecting_needs_no_more_than_the_workflow_installs(tmp_path: Path) -> None:
    """The libraries of the first job are those that the command loads."""
    folder(tmp_path / "class", {"ann/max_pool2d.py": ""})
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    others = [name for one in dependencies if (name := one.partition("==")[0]) not in COLLECTING]
    modules = ["PIL" if name == "pillow" else name for name in others]
    code = f"import sys; sys.modules.update(dict.fromkeys({modules})); from grader.commands.main import run; "
    code += "sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "collect", str(tmp_path / "class"), str(tmp_path / "dest"), "--lang", "zh"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "有 1 份提交" in done.stdout and "torch" in modules, done.stderr

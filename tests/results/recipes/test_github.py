"""Workflows: sound YAML and scripts, no secret beside learners' code, and the step that clones, run for real."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from grader.course.catalogue import load_course
from grader.results.recipes.github import write_workflow
from grader.results.release import catalogue_text
from grader.words.errors import UsageError
from grader.words.messages import english
from tests.missing import program
from tests.results.recipes.tools import step, tool, workflow

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("examples", "grade")
CLONE = "Clone, and keep the exercises' files"


def repository(folder: Path, kind: str) -> Path:
    """Return a folder that looks like a bundle, or like the whole course."""
    course = load_course(ROOT)
    (folder / "exercises").mkdir(parents=True)
    (folder / "exercises" / "course.toml").write_text(catalogue_text(course, course.exercises, english), encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    if kind == "grade":
        (folder / "solutions").mkdir()
    return folder


@pytest.fixture(params=KINDS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Each kind of workflow, for one exercise, in Chinese."""
    found = write_workflow(repository(tmp_path / "repository", request.param), None, ("max_pool2d",), "zh")
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
    """A job that installs the grader holds no secret and leaves no token on the disk; every job's rights are to read."""
    for name, job in jobs(written).items():
        text = json.dumps(job)
        assert ("secrets." in text) == (name == "collect")
        assert ("grader" in text) != (name == "collect") and "git clone" not in text or name == "collect"
        rights = job.get("permissions", workflow(written)["permissions"])
        assert rights == {"contents": "read"}
        for one in job["steps"]:
            assert "checkout" not in one.get("uses", "") or one["with"]["persist-credentials"] is False


def test_learners_words_are_no_commands(written: Path) -> None:
    """What runs learners' code stands between two random words."""
    running = [one["run"] for job in jobs(written).values() for one in job["steps"] if {"grade ", "check "} & _calls(one)]
    assert running
    for script in running:
        lines = script.splitlines()
        start, end = lines.index('echo "::stop-commands::$word"'), lines.index('echo "::$word::"')
        assert all(start < number < end for number, line in enumerate(lines) if line.startswith("grader "))


def _calls(one: dict[str, Any]) -> set[str]:
    script = one.get("run", "")
    return {word for word in ("grade ", "check ") if f"grader {word}" in script}


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
    """A GitHub on this disk: repositories that git finds under its address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
            "GITHUB_WORKSPACE": str(folder / "work"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "SUBMISSIONS_TOKEN": "a-token",
        }
        (folder / "work").mkdir()
        (folder / "gitconfig").write_text(
            f'[url "file://{folder}/hub/"]\n insteadOf = https://github.com/\n[user]\n name = a\n email = a@example.org\n'
            "[init]\n defaultBranch = main\n"
        )

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], check=True, capture_output=True, env=self.environment)

    def push(self, name: str, files: dict[str, str], links: dict[str, str]) -> None:
        """Make a repository with one commit."""
        folder = self.folder / "hub" / f"{name}.git"
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        for path, target in links.items():
            (folder / path).symlink_to(target)
        self.git("init", "--quiet", str(folder))
        self.git("-C", str(folder), "add", "--all")
        self.git("-C", str(folder), "commit", "--quiet", "--message", "work")

    def run(self, script: str, students: str) -> subprocess.CompletedProcess[str]:
        """Run a step as GitHub does."""
        (self.folder / "work" / "students.csv").write_text(students)
        command, folder = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], self.folder / "work"
        return subprocess.run(command, cwd=folder, env=self.environment, capture_output=True, text=True, check=False)


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """Two students' repositories: a bundle with an answer, and one that tries what it can."""
    for name in ("git", "bash"):
        program(name, f"apt-get install {name}")
    (tmp_path / "account").mkdir()
    made = Account(tmp_path / "account")
    made.push("org/alice", {"exercises/04_pooling/max_pool2d.py": "x = 1\n", "grader/__init__.py": "", "README.md": ""}, {})
    (tmp_path / "account" / "secret.py").write_text("a secret")
    made.push("org/eve", {"04_pooling/large.py": "#" * 3_000_000, "04_pooling/avg_pool2d.py": "x = 2\n"},
              {"04_pooling/max_pool2d.py": str(tmp_path / "account" / "secret.py")})  # fmt: skip
    return made


@pytest.fixture
def clone(tmp_path: Path) -> str:
    """The step's script."""
    path = write_workflow(repository(tmp_path / "repository", "grade"), None, (), "en").path
    return str(step(jobs(path)["collect"], CLONE)["run"])


def test_cloning(account: Account, clone: str) -> None:
    """Only exercises' files are kept, by student; links lead nowhere; who can't be cloned is said and has no result."""
    done = account.run(clone, "student,repository\r\nalice,org/alice\r\neve,org/eve\nmallory,org/none")
    assert done.returncode == 0, done.stderr
    kept = account.folder / "work" / "collected" / "submissions"
    files = {path.relative_to(kept).as_posix() for path in kept.rglob("*.py")}
    assert files == {"alice/04_pooling/max_pool2d.py", "eve/04_pooling/avg_pool2d.py", "eve/04_pooling/max_pool2d.py"}
    assert not any(path.is_symlink() for path in kept.rglob("*"))
    assert (kept / "eve/04_pooling/max_pool2d.py").read_text() == str(account.folder / "secret.py")
    assert "::warning file=students.csv::org/none can't be cloned: mallory has no result" in done.stdout
    rows = (kept.parent / "commits.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["student", "alice", "eve"]
    assert all(row.count(",") == 4 for row in rows)
    assert "1 repositories" in (account.folder / "summary.md").read_text()


STRANGE = ("../x,org/alice", "alice,../../etc", "-u,org/alice", "a b,org/alice", "alice,org/alice;id", "alice,")


@pytest.mark.parametrize("line", STRANGE)
def test_lines_that_are_no_repositories(account: Account, clone: str, line: str) -> None:
    """A name that would lead elsewhere, or be an option or a command, ends the job before anything is cloned."""
    done = account.run(clone, f"student,repository\n{line}\n")
    assert done.returncode == 1 and "not of the form" in done.stdout
    assert not list((account.folder / "work" / "clones").iterdir())

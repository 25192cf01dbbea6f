"""The image: what it copies is there and not kept out, it runs as an ordinary user, and the linter has no word on it."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

from tests.results.recipes.tools import tool

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def sources() -> list[str]:
    lines = re.findall(r"^COPY (.+)$", TEXT, re.MULTILINE)
    return [source for line in lines for source in shlex.split(line)[:-1]]


def test_what_is_copied_is_there() -> None:
    """And .dockerignore, which keeps out all that it does not name, names it."""
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert len(sources()) > 5 and "*" in ignored
    for source in sources():
        assert (ROOT / source).exists() and f"!{source}" in ignored


def test_what_grading_reads_is_copied() -> None:
    """Program, catalogue, suites, references and mistakes."""
    assert {"grader", "exercises", "solutions", "tests/hidden", "tests/mistakes"} <= set(sources())


def test_it_runs_as_an_ordinary_user() -> None:
    """By number, so that a platform that refuses root can tell."""
    assert re.findall(r"^USER (.+)$", TEXT, re.MULTILINE) == ["1000"]
    assert re.search(r'^ENTRYPOINT \["grader", "grade"\]$', TEXT, re.MULTILINE)


def test_the_linter_agrees() -> None:
    """hadolint finds nothing."""
    done = subprocess.run([tool("hadolint"), str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout == "", done.stdout

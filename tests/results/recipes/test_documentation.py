"""docs/ci.md: the snippet for GitLab is what GitLab reads, and every command in it exists."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import click

from grader.commands.main import group
from tests.results.recipes.tools import tool

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "ci.md").read_text(encoding="utf-8")


def test_the_snippet_for_gitlab(tmp_path: Path) -> None:
    """By GitLab's own schema."""
    (snippet,) = re.findall(r"```yaml\n(.+?)```", TEXT, re.DOTALL)
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(snippet, encoding="utf-8")
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_commands_exist() -> None:
    """With the options that are written there."""
    lines = re.findall(r"^\s*(?:- |\.venv/bin/)grader (.+)$", TEXT, re.MULTILINE)
    assert len(lines) >= 7
    for line in lines:
        words = shlex.split(line, comments=True)
        command: click.Command = group
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        command.make_context("x", words, resilient_parsing=False)

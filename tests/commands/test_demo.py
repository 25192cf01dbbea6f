"""`grader demo`: the commands that a teacher would type, with a gradebook where there is a library for it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from grader.commands import demo


@pytest.fixture
def shown(run, monkeypatch: pytest.MonkeyPatch, course: Path) -> list[list[str]]:
    """Run what the demo runs in this process, on an exercise of the miniature course; return what it ran."""
    ran: list[list[str]] = []

    def in_process(command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        ran.append(command[3:])
        return subprocess.CompletedProcess(command, run(*command[3:])[0])

    monkeypatch.setattr(subprocess, "run", in_process)
    monkeypatch.setattr(demo, "USUAL", ("first_letter",))
    return ran


def test_a_demo_shows_what_it_runs(run, shown: list[list[str]], tmp_path: Path) -> None:
    """Graded, marked, reported: the pages have the gradebook's marks; both paths are printed."""
    code, out, err = run("demo", tmp_path / "demo", "--no-open", "--lang", "en")
    assert code == 0, err
    assert f"the gradebook: {tmp_path}/demo/gradebook.db\nthe class report: {tmp_path}/demo/results/report/index.html\n" in out
    assert [command[:2] for command in shown if command[0] == "gradebook"] == [
        ["gradebook", name] for name in ("apply", "roster", "record", "extend", "show")
    ]
    assert (tmp_path / "demo" / "gradebook.db").exists()
    feedback = tmp_path / "demo" / "results" / "report" / "feedback"
    pages = {path.name.partition("-")[0]: path.read_text() for path in feedback.iterdir()}
    assert len(pages) == 14 and "Extended until" in pages["grace"] and "within the grace of 15 minutes" in pages["john"]

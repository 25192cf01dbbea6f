"""What `grader doctor` is told: each wall tried for real, and what to do about those that do not stand."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from grader.sandbox.bubblewrap import bwrap_command

pytestmark = pytest.mark.sandbox
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
PROBE = [sys.executable, "-m", "grader.worker.walls.probe"]


@LINUX
def test_rows(root):
    """There is a row for each wall, and advice for exactly those that do not stand; torch is not imported for it."""
    run = subprocess.run([*PROBE[:1], "-X", "importtime", *PROBE[1:]], capture_output=True, text=True, check=True, cwd=root)
    rows = json.loads(run.stdout)
    assert [row["name"] for row in rows] == ["namespaces", "landlock", "seccomp", "bubblewrap"]
    assert all(row["stands"] is (row["advice"] == "") is (row["detail"] == "") for row in rows)
    assert " torch" not in run.stderr


@LINUX
def test_refused_namespaces(way, attack):
    """Where the kernel refuses namespaces, the row says so with the settings that decide it."""
    if way.bubblewrap:
        return
    row = attack("", probe=True)[0]
    if way.namespaces:
        assert row == {"name": "namespaces", "stands": True, "detail": "", "advice": ""}
    else:
        assert not row["stands"]
        assert "user.max_user_namespaces=0" in row["detail"]
        assert "user.max_user_namespaces above 0" in row["advice"]


@LINUX
def test_no_bubblewrap(monkeypatch):
    """Without the program there is nothing to put before the zygote's command line."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert bwrap_command(["/usr"]) is None


@LINUX
def test_bubblewrap_that_does_not_work(monkeypatch, tmp_path):
    """A bwrap that fails its trial, as in a container that refuses it, is not used."""
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bwrap_command(["/usr"]) is None

"""The top of the command line: what goes wrong becomes a sentence and an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.commands import main
from grader.words.errors import InternalError

ROOT = Path(__file__).resolve().parents[2]


def test_help_loads_neither_torch_nor_the_judge() -> None:
    """`grader --help` is instant because of what it does not import."""
    script = (
        "import sys; from grader.commands.main import run; run(['--help']); "
        "heavy = ('torch', 'numpy', 'pytest', 'babel', 'grader.judge'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", [[], ["no-such-command"], ["check", "--no-such-option"], ["check", "--device", "tpu"]])
def test_usage_errors_end_with_two(run, arguments: list[str]) -> None:
    """What click finds wrong, too."""
    code, out, err = run(*arguments)
    assert code == 2 and "Usage" in out + err


def test_an_unexpected_fault_is_reported(run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence on the screen, the traceback in a file to send."""

    def broken(start: Path) -> Path:
        raise RuntimeError("a bug")

    monkeypatch.setattr("grader.commands.options.find_root", broken)
    code, out, err = run("check", "--lang", "zh")
    assert code == 2
    assert "评分程序自身出了错" in err and "Traceback" not in out + err
    assert "RuntimeError: a bug" in (course / ".torchkata" / "internal-error.txt").read_text()


def test_what_is_not_installed_is_said(run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that a newer version of the course needs; a module of our own is our fault."""

    def broken(start: Path) -> Path:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr("grader.commands.options.find_root", broken)
    name = "copydetect"
    assert run("check")[::2] == (
        2, "copydetect is not installed, which this command needs: .venv/bin/python -m pip install -e . gets it\n"
    )  # fmt: skip
    name = "grader.results.lost"
    assert "the grader itself failed" in run("check")[2]


def test_an_expected_fault_has_its_code(run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code stands on the exception."""

    def broken(start: Path) -> Path:
        raise InternalError("the pool of judges failed: {text}", text="\x1b[2Jx")

    monkeypatch.setattr("grader.commands.options.find_root", broken)
    assert run("check")[::2] == (2, "the pool of judges failed: [2Jx\n")


def test_an_interruption_is_said(run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C and SIGTERM end with 130 and a word."""

    def interrupted(start: Path) -> Path:
        main._interrupt(15, None)

    monkeypatch.setattr("grader.commands.options.find_root", interrupted)
    code, _, err = run("check")
    assert code == 130 and err.strip() == "stopped"


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    """`grader --help | head -0` is no fault of ours."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([sys.executable, "-m", "grader", "--help"], cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert done.returncode == 1
    assert done.stderr == ""

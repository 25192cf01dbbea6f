"""`grader doctor`: what this machine can do, and how to get the rest."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import subprocess
import sys
from typing import Any

import click

from grader.commands import options
from grader.commands.board import clean
from grader.results.pool import available_cores
from grader.words.messages import Message, Parameter, Translate

GIBIBYTE = 1024**3
PROBE_SECONDS = 120

FACTS = """
import json, torch
from grader.wire.torchvision_schemas import declare_torchvision_schemas
facts = {"torch": torch.__version__, "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else ""}
try:
    schemas = declare_torchvision_schemas()
    import torchvision
    facts["torchvision"] = torchvision.__version__
    facts["compiled"] = torchvision.extension._has_ops()
except Exception as error:
    facts["torchvision_error"] = str(error)
print(json.dumps(facts))
"""


class Report:
    """Prints a name and a sentence a line; counts what keeps the grader from working."""

    def __init__(self, translate: Translate) -> None:
        self.translate = translate
        self.broken = 0

    def row(self, name: str, text: str, /, **parameters: Parameter) -> None:
        """Print a fact."""
        click.echo(f"{name:<12} {clean(Message(text, dict(parameters)).render(self.translate))}".rstrip())

    def trouble(self, name: str, text: str, /, **parameters: Parameter) -> None:
        """Print what keeps the grader from working."""
        self.broken += 1
        self.row(name, text, **parameters)


@click.command()
@options.language
def doctor(lang: str | None) -> int:
    """Say what this machine can do: Python, torch, torchvision, GPU, and the sandbox's walls.

    Exit code 2 if exercises can't be checked here.
    """
    report = Report(options.speech(lang))
    report.row(
        "python", "{version} on {system} {release}", version=platform.python_version(), system=platform.system(),
        release=platform.release(),
    )  # fmt: skip
    report.row("machine", "{cores} cores, {memory} GiB of memory", cores=available_cores(), memory=_memory())
    _libraries(report)
    click.echo()
    _walls(report)
    return 2 if report.broken else 0


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / GIBIBYTE:.0f}"
    except (AttributeError, OSError, ValueError):  # Windows
        return "?"


def _libraries(report: Report) -> None:
    for name in ("torch", "torchvision", "pytest"):
        if importlib.util.find_spec(name) is None:
            report.trouble(name, "is not installed: run `make check`, which sets everything up")
            return
    run = _run("-c", FACTS)
    if run.returncode:
        report.trouble("torch", "does not import: {text}", text=_last_line(run.stderr))
        return
    facts = json.loads(run.stdout.splitlines()[-1])
    report.row("torch", "{version}", version=facts["torch"])
    if "torchvision_error" in facts:
        report.trouble("torchvision", "does not import: {text}", text=facts["torchvision_error"])
    else:
        report.row("torchvision", "{version}", version=facts["torchvision"])
        if not facts["compiled"]:
            report.row("", "its compiled part does not load beside this torch; datasets, transforms and models work all the same")
    report.row("GPU", facts["gpu"] or "none that torch can use: CUDA criteria are listed as not run")


def _walls(report: Report) -> None:
    options.say(report.translate, "walls for --isolation sandbox:")
    run = _run("-m", "grader.worker.walls.probe")
    try:
        rows: list[dict[str, Any]] = json.loads(run.stdout)
    except ValueError:
        report.trouble("", "the probe failed: {text}", text=_last_line(run.stderr))
        return
    for row in rows:
        stands = report.translate("yes" if row["stands"] else "NO")
        report.row(f"  {row['name']}", "{stands} {detail}", stands=stands, detail=row["detail"])
        if row["advice"]:
            report.row("", "to get it: {advice}", advice=row["advice"])


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PROBE_SECONDS)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer within {PROBE_SECONDS} seconds")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["?"])[-1][-300:]

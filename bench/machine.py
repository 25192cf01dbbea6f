"""The machine in words, so that figures can be read elsewhere."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil

from grader.results.pool import available_cores


def described() -> str:
    """Return a sentence: processor, cores, memory, GPU or none, system, Python and torch, how busy it is, and the day."""
    memory = psutil.virtual_memory().total / 2**30
    gpu = ", ".join(_model(path) for path in sorted(Path("/proc/driver/nvidia/gpus").glob("*/information"))) or "no GPU"
    busy = f"load {os.getloadavg()[0]:.1f} when this began"
    versions = f"Python {platform.python_version()}, torch {version('torch')}"
    system = f"{platform.system()} {platform.release()}"
    today = datetime.datetime.now(datetime.UTC).date()
    return f"{_processor()}, {available_cores()} cores, {memory:.0f} GiB, {gpu}; {system}, {versions}; {busy}; {today}."


def _model(information: Path) -> str:
    lines = information.read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("Model")), "a GPU")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()

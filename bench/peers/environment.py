"""Environments for the peers, one each, made once in the cache folder; they import the very torch that this grader imports."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".torchkata" / "bench"
READY = "ready"


def prepare(requirement: str) -> Path:
    """Return the `bin` folder of an environment with this package at this version; torch comes from our own environment."""
    folder = CACHE / requirement
    if not (folder / READY).exists():
        print(f"Setting up {requirement} in {folder}", file=sys.stderr, flush=True)
        CACHE.mkdir(parents=True, exist_ok=True)
        log = CACHE / f"{requirement}.log"
        _run([sys.executable, "-m", "venv", str(folder)], log)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
        _run([*pip, requirement, "ipykernel"], log)
        (packages,) = folder.glob("lib/python*/site-packages")
        (packages / "torch_of_the_grader.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        (folder / READY).touch()
    return folder / "bin"


def variables(binaries: Path, folder: Path) -> dict[str, str]:
    """Return what makes an environment the one in use, and keeps Jupyter's own files inside this folder."""
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    names = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
    return {"PATH": path} | {name: str(folder / name.lower()) for name in names}


def _run(command: list[str], log: Path) -> None:
    with log.open("ab") as stream:
        if subprocess.run(command, stdout=stream, stderr=stream, check=False).returncode:
            raise SystemExit(f"{' '.join(command)} failed: {log} says more")

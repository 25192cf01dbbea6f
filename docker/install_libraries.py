"""Install what pyproject.toml pins, torch and torchvision first from the index that is named: run when the image is built."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

LIBRARIES = ("torch==", "torchvision==")

pinned = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
first = [one for one in pinned if one.startswith(LIBRARIES)]
others = [one for one in pinned if not one.startswith(LIBRARIES)]
install = [sys.executable, "-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check"]
subprocess.run([*install, "--extra-index-url", sys.argv[1], *first], check=True)
subprocess.run([*install, *others], check=True)

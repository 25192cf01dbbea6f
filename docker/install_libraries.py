"""Install what pyproject.toml pins, before the program is there: run when the image is built."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

pinned = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
install = [sys.executable, "-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check"]
subprocess.run([*install, *pinned], check=True)

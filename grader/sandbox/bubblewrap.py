"""bubblewrap around the zygote, a second wall where Debian's package is installed. Judge's side."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

TRIAL_SECONDS = 10.0
GPU_DEVICES = "nvidia*"


def bwrap_command(visible: Sequence[str], gpu: bool = False) -> list[str] | None:
    """Return what to put before the zygote's command line; None where bubblewrap is missing or does not work here."""
    program = shutil.which("bwrap")
    if program is None:
        return None
    command = [program, *_options(visible, gpu), "--"]
    try:
        subprocess.run([*command, "/bin/true"], check=True, capture_output=True, timeout=TRIAL_SECONDS, cwd="/")
    except (OSError, subprocess.SubprocessError):
        return None
    return command


def _options(visible: Sequence[str], gpu: bool) -> list[str]:
    options = ["--die-with-parent", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    if os.geteuid() == 0:  # the zygote drops to an ordinary user itself, once its own root is built
        options += ["--cap-add", "ALL"]
    for path in visible:
        if Path(path).is_symlink():
            options += ["--symlink", str(Path(path).readlink()), path]
        else:
            options += ["--ro-bind", path, path]
    # the zygote writes user maps through /proc, and builds its own root over /mnt
    options += ["--dev", "/dev"]
    for device in sorted(Path("/dev").glob(GPU_DEVICES)) if gpu else ():
        options += ["--dev-bind", str(device), str(device)]
    return [*options, "--bind", "/proc", "/proc", "--tmpfs", "/mnt", "--tmpfs", "/dev/shm"]

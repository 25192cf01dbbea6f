"""The command line, environment and visible files of the untrusted side. Judge's side."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
START = (
    "import sys, runpy; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module('grader.worker', run_name='__main__', alter_sys=True)"
)
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "ATEN_CPU_CAPABILITY", "CUDA_VISIBLE_DEVICES", "SYSTEMROOT")


def worker_command(*arguments: str) -> list[str]:
    """Return the command line that starts the untrusted side: isolated mode, nothing from the user's environment."""
    return [sys.executable, "-I", "-B", "-c", START, str(PACKAGE.parent), *arguments]


def worker_environment(environment: dict[str, str]) -> dict[str, str]:
    """Return an environment without a token or a path of the judge's: one thread, and how the numeric libraries were set."""
    kept = {name: environment[name] for name in PASSED_ON if name in environment}
    # torch asks who the user is; there is no user database to look that up in
    named = {"HOME": "/tmp", "TMPDIR": "/tmp", "USER": "learner", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    return {**named, **dict.fromkeys(THREADS, "1"), **kept}


def visible_paths() -> list[str]:
    """Return what a sandboxed worker may read: interpreter, libraries, its own code; nothing else of the repository."""
    candidates = [
        "/usr", "/lib", "/lib64", "/lib32", "/bin", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/alternatives",
        sys.prefix, sys.base_prefix, sys.exec_prefix, str(Path(sys.executable).resolve().parent.parent),
        sysconfig.get_path("purelib"), sysconfig.get_path("platlib"),
        str(PACKAGE / "__init__.py"), str(PACKAGE / "wire"), str(PACKAGE / "worker"),
    ]  # fmt: skip
    kept: list[str] = []
    for path in sorted({os.path.abspath(candidate) for candidate in candidates if os.path.lexists(candidate)}):
        if not any(path == other or path.startswith(other + "/") for other in kept):
            kept.append(path)
    return kept

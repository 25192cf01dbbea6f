"""`python -m grader.worker.walls.probe`: what this machine offers, each wall tried for real in a forked child, as JSON."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path


def attempt(build: Callable[[], object]) -> str:
    """Build a wall in a forked child; return "" or what went wrong."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            build()
        except BaseException as error:
            os.write(write, f"{type(error).__name__}: {error}".encode()[:500] or b"failed")
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        trouble = pipe.read().decode(errors="replace")
    _, status = os.waitpid(pid, 0)
    return trouble or ("" if status == 0 else f"status {status}")


def findings() -> list[dict[str, object]]:
    """Return a row for each wall: its name, whether it stands here, and what to do where it does not."""
    if sys.platform != "linux":
        return [_row("sandbox", "this system is not Linux", "use --isolation process, on a machine that you can throw away")]
    from grader.worker.walls import landlock, namespaces, seccomp, syscalls

    def restrict() -> None:
        if not landlock.restrict(("/usr",), ("/tmp",)):
            raise OSError("the kernel has no Landlock, or was started without it")

    def filtered() -> None:
        syscalls.prctl("no new privileges", syscalls.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install_for_self()

    return [
        _row("namespaces", "" if namespaces.offered() else _refusal(), NAMESPACE_ADVICE),
        _row("landlock", attempt(restrict), "use a kernel of 5.13 or newer, with landlock in the list of its lsm= option"),
        _row("seccomp", attempt(filtered), "use a kernel that is built with seccomp filters, on x86_64 or aarch64"),
        _row("bubblewrap", "" if shutil.which("bwrap") else "the program bwrap is not installed", "apt-get install bubblewrap (optional: a second wall)"),
    ]


NAMESPACE_ADVICE = (
    "let users make namespaces: sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0, "
    "user.max_user_namespaces above 0; in a container, allow them there"
)


def _refusal() -> str:
    settings = ("kernel/unprivileged_userns_clone", "kernel/apparmor_restrict_unprivileged_userns", "user/max_user_namespaces")
    said = [f"{name.replace('/', '.')}={path.read_text().strip()}" for name in settings if (path := Path("/proc/sys") / name).exists()]
    return "the kernel refuses them here" + (f" ({', '.join(said)})" if said else "")


def _row(name: str, trouble: str, advice: str) -> dict[str, object]:
    return {"name": name, "stands": not trouble, "detail": trouble, "advice": advice if trouble else ""}


if __name__ == "__main__":
    print(json.dumps(findings()))

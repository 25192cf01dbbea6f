"""`python -m grader.worker.walls.probe`: what this machine offers, each wall tried for real in a forked child. JSON.

Untrusted side; the judge starts it by name.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

TRIAL_SECONDS = 10.0


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
        advice = "use --isolation process, on a machine that you can throw away"
        return [_row("sandbox", "this system is not Linux", advice)]
    from grader.worker.walls import landlock, namespaces, seccomp, syscalls

    def restricted() -> None:
        if not landlock.restrict(("/usr",), ("/tmp",)):
            raise OSError("the kernel has no Landlock, or was started without it")

    def filtered() -> None:
        syscalls.prctl("no new privileges", syscalls.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install_for_self()

    def unprivileged() -> None:
        syscalls.prctl("no new privileges", syscalls.PR_SET_NO_NEW_PRIVS, 1)
        restricted()

    return [
        _row("namespaces", _namespaces_refused(namespaces.refusal()), NAMESPACE_ADVICE),
        _row("landlock", attempt(unprivileged), LANDLOCK_ADVICE),
        _row("seccomp", attempt(filtered), "use a kernel that is built with seccomp filters, on x86_64 or aarch64"),
        _row("bubblewrap", _bubblewrap_refused(), "apt-get install bubblewrap (optional: a second wall)"),
    ]


LANDLOCK_ADVICE = "use a kernel of 5.13 or newer, with landlock in the list of its lsm= option"
NAMESPACE_ADVICE = (
    "let users make namespaces: sysctl kernel.unprivileged_userns_clone=1, "
    "kernel.apparmor_restrict_unprivileged_userns=0, user.max_user_namespaces above 0; in a container, allow them "
    "there; the kernel must be 5.12 or newer"
)
SETTINGS = ("unprivileged_userns_clone", "apparmor_restrict_unprivileged_userns")


def _namespaces_refused(said: str) -> str:
    if not said:
        return ""
    paths = [*(Path("/proc/sys/kernel", name) for name in SETTINGS), Path("/proc/sys/user/max_user_namespaces")]
    values = [f"{path.parent.name}.{path.name}={path.read_text().strip()}" for path in paths if path.exists()]
    return f"the kernel refuses them here: {said}" + (f" ({', '.join(values)})" if values else "")


def _bubblewrap_refused() -> str:
    program = shutil.which("bwrap")
    if program is None:
        return "the program bwrap is not installed"
    command = [program, "--ro-bind", "/", "/", "--unshare-net", "--", "/bin/true"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=TRIAL_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return f"bwrap is installed but does not run here: {error}"
    return "" if run.returncode == 0 else f"bwrap is installed but does not work here: {run.stderr.strip()[-300:]}"


def _row(name: str, trouble: str, advice: str) -> dict[str, object]:
    return {"name": name, "stands": not trouble, "detail": trouble, "advice": advice if trouble else ""}


if __name__ == "__main__":
    print(json.dumps(findings()))

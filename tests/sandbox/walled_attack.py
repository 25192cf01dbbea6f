"""A zygote without torch: builds the walls as its arguments say, runs one attack inside, prints how it ended as JSON.

Run as a program by the tests of this folder: `python -I -B walled_attack.py ROOT SETUP`, SETUP a JSON object.
"""

from __future__ import annotations

import ctypes  # noqa: F401 - attacks use it, and can't import it once the interpreter is out of sight
import errno  # noqa: F401
import json
import mmap  # noqa: F401
import os
import resource  # noqa: F401
import shutil
import signal  # noqa: F401
import socket  # noqa: F401
import struct  # noqa: F401
import subprocess  # noqa: F401
import sys
import tempfile
import threading  # noqa: F401
import time
from pathlib import Path

ROOT, SETUP = sys.argv[1], json.loads(sys.argv[2])
SECRET = os.open(__file__, os.O_RDONLY)  # the worker inherits it; an ordinary user could not open it in a private folder
sys.path.insert(0, ROOT)

from grader.sandbox.command import visible_paths  # noqa: E402
from grader.worker import enclosure  # noqa: E402
from grader.worker.walls import landlock, namespaces, policy, probe, seccomp, syscalls  # noqa: E402, F401

SECONDS = 30


def attempt(action: object) -> str:
    """Return what an attack's step came to: the error's name, or "done"."""
    try:
        action()  # type: ignore[operator]
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, repr(error))
    except BaseException as error:
        return type(error).__name__
    return "done"


def raw(number: int, *arguments: int) -> str:
    """Make a raw system call; return the error's name or "done"."""
    return attempt(lambda: syscalls.syscall("raw", number, *(ctypes.c_long(argument) for argument in arguments)))


def become(uid: int) -> None:
    """Be an ordinary user from here on."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    syscalls.prctl("dumpable", syscalls.PR_SET_DUMPABLE, 1)


def refuse_namespaces() -> None:
    """Have the kernel refuse further user namespaces, as many containers do."""
    uid, gid = os.geteuid(), os.getegid()
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        Path("/proc/self", name).write_text(text)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def submount(folder: str) -> None:
    """Mount something writable below a visible folder, seen by this process alone."""
    syscalls.unshare(syscalls.CLONE_NEWNS)
    syscalls.mount("none", "/", flags=syscalls.MS_REC | syscalls.MS_PRIVATE)
    Path(folder, "below").mkdir()
    syscalls.mount("tmpfs", f"{folder}/below", "tmpfs", 0, "mode=1777")


def run_attack(walls: enclosure.Enclosure, folder: str, output: int) -> None:
    """In the worker: seal, run the attack, tell what it found."""
    enclosure.furnish(walls, folder)
    names = enclosure.seal(walls, {**LIMITS, **SETUP.get("limits", {})}, (0, 1, 2, output), folder)
    results: dict[str, object] = {}
    known = {**globals(), "results": results, "folder": folder, "secret": SECRET, "output": output}
    os.write(output, json.dumps({"walls": names}).encode() + b"\n")
    exec(SETUP["attack"], known)
    os.write(output, json.dumps({"results": results}).encode() + b"\n")


LIMITS = {"cpu_seconds": 10, "memory_bytes": 1 << 30, "processes": 64, "file_bytes": 1 << 24}


def read_to_the_end(pipe: int) -> tuple[bytes, bool]:
    """Return what came, and whether everybody let go of the pipe: nobody is left alive then."""
    os.set_blocking(pipe, False)
    said, deadline = b"", time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            data = os.read(pipe, 1 << 16)
        except BlockingIOError:
            time.sleep(0.01)
            continue
        if not data:
            return said, True
        said += data
    return said, False


def main() -> None:
    """Build, attack, report."""
    visible = visible_paths()
    if "submount" in SETUP:
        submount(SETUP["submount"])
        visible.append(SETUP["submount"])
    if SETUP.get("uid"):
        become(SETUP["uid"])
        visible = [path for path in visible if os.access(path, os.R_OK)]
    if not SETUP["namespaces"]:
        refuse_namespaces()
    if SETUP.get("probe"):
        print(json.dumps(probe.findings()))
        return
    walls = enclosure.prepare(True, visible, SETUP.get("gpu", False))
    folder = namespaces.SCRATCH if walls.namespaces else tempfile.mkdtemp(prefix="walled-")
    read, write = os.pipe()
    pid = enclosure.fork(walls)
    if pid == 0:
        try:
            run_attack(walls, folder, write)
        except BaseException as error:
            os.write(write, json.dumps({"raised": f"{type(error).__name__}: {error}"}).encode() + b"\n")
        finally:
            os._exit(0)
    os.close(write)
    usage = watch(walls, pid) if SETUP.get("watch") else None
    _, status, _ = os.wait4(pid, 0)
    enclosure.kill_leftovers(walls, set())
    said, alone = read_to_the_end(read)
    if not walls.namespaces:
        shutil.rmtree(folder, ignore_errors=True)
    ending: dict[str, object] = {"code": os.waitstatus_to_exitcode(status), "alone": alone, "usage": usage}
    for line in said.splitlines():
        ending |= json.loads(line)
    print(json.dumps(ending))


def watch(walls: enclosure.Enclosure, pid: int) -> tuple[int, int]:
    """Return the most processes and bytes that were seen in the worker's tree, then end it."""
    processes = resident = 0
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and processes < SETUP["watch"]:
        now = enclosure.tree_usage(walls, pid)
        processes, resident = max(processes, now[0]), max(resident, now[1])
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    return processes, resident


if __name__ == "__main__":
    main()

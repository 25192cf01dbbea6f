"""A worker's walls in one place: prepare the zygote, fork, seal, watch the tree, clear what is left. Untrusted side.

Without walls (level "process", or where fork is missing) the same calls give a plain child with its limits.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.worker.walls import landlock, namespaces, processes, seccomp, syscalls

SCRATCH = namespaces.SCRATCH


@dataclass(frozen=True)
class Enclosure:
    """What the zygote prepared for its workers; `namespaces` is None where the kernel refuses them."""

    proc: int
    sandboxed: bool
    visible: tuple[str, ...]
    namespaces: namespaces.Namespaces | None
    gpu: bool


def prepare(sandboxed: bool, visible: Sequence[str], gpu: bool) -> Enclosure:
    """Build what all workers share; call it before any thread exists."""
    syscalls.prctl("subreaper", syscalls.PR_SET_CHILD_SUBREAPER, 1)
    proc = processes.open_proc()
    inner = namespaces.enter(visible, gpu) if sandboxed and namespaces.offered(visible, gpu) else None
    if inner:
        os.environ["TMPDIR"] = SCRATCH
        if seccomp.supported():
            seccomp.assemble(syscalls.MACHINE, namespaces.WORKER_PID, own_files=True, gpu=gpu)  # each worker's own finds it made
    return Enclosure(proc, sandboxed, tuple(visible), inner, gpu)


def fork(enclosure: Enclosure) -> int:
    """Fork a worker; 0 in the child."""
    return namespaces.fork_walled() if enclosure.namespaces else os.fork()


def furnish(enclosure: Enclosure, folder: str) -> None:
    """In the new worker: put up what is its own alone, and work in `folder`."""
    if sys.platform != "win32":
        os.setsid()  # a signal to the learner's own group must not reach the zygote
    if enclosure.namespaces:
        namespaces.furnish(enclosure.namespaces)
    tempfile.tempdir = os.environ["TMPDIR"] = os.environ["HOME"] = folder
    os.chdir(folder)


def seal(enclosure: Enclosure | None, limits: dict[str, Any], keep: Sequence[int], folder: str) -> tuple[str, ...]:
    """Close everything that is left open around this process; `folder` is where it may write. Return the walls' names."""
    address_space = _address_space(enclosure)
    _close_descriptors(keep)
    walls = list(namespaces.WORKER_NAMES) if enclosure and enclosure.namespaces else []
    if sys.platform != "win32":
        _set_limits(limits, enclosure, address_space)
        walls.append("rlimits")
    if sys.platform == "linux":
        syscalls.prctl("parent death signal", syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        _drop_capabilities()
        syscalls.prctl("no new privileges", syscalls.PR_SET_NO_NEW_PRIVS, 1)
        walls.append("no_new_privs")
    if enclosure and enclosure.sandboxed:
        walls += _filters(enclosure, folder)
    return tuple(walls)


def _filters(enclosure: Enclosure, folder: str) -> list[str]:
    own_root = enclosure.namespaces is not None
    # the machine's own /dev/shm belongs to every process of this user: only a fresh one may be written
    writable = (folder, "/dev/shm") if own_root else (folder,)
    found = landlock.restrict(enclosure.visible, writable, namespaces.gpu_devices() if enclosure.gpu else None)
    calls = seccomp.install_for_self(own_root, enclosure.gpu) if seccomp.supported() else ""
    return [name for name in (found, calls) if name]


def tree_usage(enclosure: Enclosure, pid: int) -> tuple[int, int]:
    """Return the number of threads and processes of a worker's tree, and its resident bytes."""
    return processes.tree_usage(enclosure.proc, pid)


def tree_seconds(enclosure: Enclosure, pid: int) -> float:
    """Return the CPU seconds of a worker's tree: the kernel's own limit counts each process by itself."""
    return processes.tree_seconds(enclosure.proc, pid)


def waited_seconds(enclosure: Enclosure, pid: int) -> float:
    """Return how long a worker had to wait for a core."""
    return processes.waited_seconds(enclosure.proc, pid)


def kill_leftovers(enclosure: Enclosure, known: set[int]) -> None:
    """Kill what an ended worker left behind; a PID namespace leaves nothing."""
    if enclosure.namespaces is None:
        processes.kill_leftovers(enclosure.proc, known)


def _close_descriptors(keep: Sequence[int]) -> None:
    if sys.platform == "win32":
        return
    last = -1
    for descriptor in sorted({0, 1, 2, *keep}):
        if descriptor > last + 1:
            os.closerange(last + 1, descriptor)
        last = descriptor
    os.closerange(last + 1, os.sysconf("SC_OPEN_MAX"))


def _set_limits(limits: dict[str, Any], enclosure: Enclosure | None, address_space: int) -> None:
    import resource

    cpu = int(limits["cpu_seconds"]) or 1
    wanted = {
        resource.RLIMIT_CPU: (cpu, cpu + 1),
        resource.RLIMIT_FSIZE: (limits["file_bytes"],) * 2,
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NOFILE: (256, 256),
    }
    if sys.platform == "linux":
        if enclosure and enclosure.namespaces:  # elsewhere the kernel counts everything that the user runs
            wanted[resource.RLIMIT_NPROC] = (limits["processes"],) * 2
        if not (enclosure and enclosure.gpu):  # CUDA reserves far more addresses than it uses
            wanted[resource.RLIMIT_AS] = (address_space + limits["memory_bytes"],) * 2
    for kind, pair in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # a lower hard limit is there already
            resource.setrlimit(kind, pair)


def _address_space(enclosure: Enclosure | None) -> int:
    if sys.platform != "linux":
        return 0
    proc = enclosure.proc if enclosure else processes.open_proc()
    return processes.address_space(proc)


def _drop_capabilities() -> None:
    with contextlib.suppress(OSError):
        syscalls.prctl("ambient", syscalls.PR_CAP_AMBIENT, syscalls.PR_CAP_AMBIENT_CLEAR_ALL)
        for capability in range(64):
            syscalls.prctl("bounding set", syscalls.PR_CAPBSET_DROP, capability)
    syscalls.drop_capabilities()

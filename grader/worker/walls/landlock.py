"""Landlock: the kernel's own list of files that may be read and written. Runs on the untrusted side.

Source: https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Sequence

from grader.worker.walls import syscalls

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
VERSION_FLAG, PATH_BENEATH = 1, 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
READ = READ_FILE | READ_DIR
DEVICES = ("/dev/zero", "/dev/random", "/dev/urandom")
# What a GPU's driver reads: of this process alone, of itself, of the processor.
GPU_READABLE = (
    "/proc/self", "/proc/devices", "/proc/driver/nvidia", "/proc/cpuinfo", "/proc/meminfo", "/proc/sys/vm/mmap_min_addr",
)  # fmt: skip
GPU_NAMES_THREADS = "/proc/self/task"  # it does not start where it may not
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
TCP_BIND_CONNECT = 3
SCOPE_ABSTRACT_AND_SIGNAL = 3


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """Return the kernel's Landlock ABI, 0 where there is none."""
    try:
        return syscalls.syscall("landlock", CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION_FLAG))
    except OSError:
        return 0


def restrict(readable: Sequence[str], writable: Sequence[str], gpu: Sequence[str] | None = None) -> str:
    """Let this process read `readable`, write below `writable`, drive the devices of a GPU; return its name."""
    abi = version()
    if not abi:
        return ""
    handled = max(rights for since, rights in ALL_BY_ABI.items() if since <= abi)
    ruleset = _Ruleset(handled, TCP_BIND_CONNECT if abi >= 4 else 0, SCOPE_ABSTRACT_AND_SIGNAL if abi >= 6 else 0)
    described, length = ctypes.byref(ruleset), ctypes.c_size_t(24 if abi >= 6 else 16 if abi >= 4 else 8)
    descriptor = syscalls.syscall("landlock ruleset", CREATE_RULESET, described, length, ctypes.c_uint32(0))
    for path in (*readable, *DEVICES, *(GPU_READABLE if gpu is not None else ())):
        _allow(descriptor, path, READ & handled)
    if gpu is not None:
        _allow(descriptor, GPU_NAMES_THREADS, (WRITE_FILE | TRUNCATE) & handled)
    for path in ("/dev/null", *(gpu or ())):
        _allow(descriptor, path, (READ_FILE | WRITE_FILE | IOCTL_DEV) & handled)
    for path in writable:
        _allow(descriptor, path, handled & ~EXECUTE)
    syscalls.syscall("landlock restrict", RESTRICT_SELF, ctypes.c_int(descriptor), ctypes.c_uint32(0))
    os.close(descriptor)
    return f"landlock {abi}"


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= FILE_RIGHTS
        rule = ctypes.byref(_PathBeneath(rights, parent))
        kind, flags = ctypes.c_int(PATH_BENEATH), ctypes.c_uint32(0)
        syscalls.syscall(f"landlock rule for {path}", ADD_RULE, ctypes.c_int(ruleset), kind, rule, flags)
    finally:
        os.close(parent)

"""Calls to the kernel that Python has no name for, by ctypes; errors become OSError. Runs on the untrusted side."""

from __future__ import annotations

import ctypes
import os
import platform

# PyDLL keeps the GIL: a fork between releasing and taking it again would leave the child without one
LIBC = ctypes.PyDLL(None, use_errno=True)
MACHINE = platform.machine()
CLONE_NUMBER = {"x86_64": 56, "aarch64": 220}

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_SECUREBITS = 1, 4, 24, 28
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 36, 38, 47, 4
PR_GET_TID_ADDRESS = 40

CLONE_CHILD_CLEARTID, CLONE_CHILD_SETTID = 0x00200000, 0x01000000
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE = 442, -100, 0x8000
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC = 1, 2, 4, 8


def check(result: int, what: str) -> int:
    """Return a call's result, or raise OSError with the errno behind a -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(what: str, number: int, *arguments: object) -> int:
    """Make a raw system call."""
    LIBC.syscall.restype = ctypes.c_long
    return check(LIBC.syscall(ctypes.c_long(number), *arguments), what)


def unshare(flags: int) -> None:
    """Move this process into new namespaces."""
    check(LIBC.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount a file system."""
    arguments = [text.encode() or None for text in (source, target, kind)]
    result = LIBC.mount(*arguments, ctypes.c_ulong(flags), data.encode() or None)
    check(result, f"mount {target}")


def set_mount_attributes(target: str, attributes: int, below: bool) -> None:
    """Add attributes to a mount and, with `below`, to every mount under it (Linux 5.12)."""
    described = (ctypes.c_uint64 * 4)(attributes)
    flags = ctypes.c_uint(AT_RECURSIVE if below else 0)
    size = ctypes.c_size_t(ctypes.sizeof(described))
    syscall(f"mount_setattr {target}", MOUNT_SETATTR, ctypes.c_int(AT_FDCWD), target.encode(), flags, described, size)


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root and put the old one at `old`."""
    number = {"x86_64": 155, "aarch64": 41}[MACHINE]
    syscall("pivot_root", number, new.encode(), old.encode())


def detach(target: str) -> None:
    """Unmount lazily."""
    check(LIBC.umount2(target.encode(), MNT_DETACH), f"umount {target}")


def prctl(what: str, option: int, *arguments: int) -> None:
    """Call prctl."""
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    check(LIBC.prctl(option, *padded), what)


def fork_into(flags: int) -> int:
    """Fork into new namespaces with one clone call; return 0 in the child, its process id here."""
    if flags == 0:
        return os.fork()
    own = _thread_id_address()
    if own:
        flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID
    # x86_64 takes (flags, stack, parent's, child's, tls), aarch64 (flags, stack, parent's, tls, child's)
    addresses = (own, None) if MACHINE == "x86_64" else (None, own)
    ctypes.pythonapi.PyOS_BeforeFork()
    LIBC.syscall.restype = ctypes.c_long
    pid: int = LIBC.syscall(ctypes.c_long(CLONE_NUMBER[MACHINE]), ctypes.c_ulong(flags | 17), None, None, *addresses)
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    return check(pid, "clone")


def _thread_id_address() -> ctypes.c_void_p | None:
    """Return where libc keeps this thread's id: the kernel must renew it in the child, as libc's own fork would."""
    address = ctypes.c_void_p()
    padding = [ctypes.c_ulong(0)] * 3
    found = LIBC.prctl(PR_GET_TID_ADDRESS, ctypes.byref(address), *padding) == 0
    return address if found and address.value else None


def drop_capabilities() -> None:
    """Give up every capability, also those inside a user namespace of one's own."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    nothing = (ctypes.c_uint32 * 6)()
    syscall("capset", {"x86_64": 126, "aarch64": 91}[MACHINE], header, nothing)

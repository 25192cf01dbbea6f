"""Namespaces and a minimal read-only root: files, network, processes and users out of sight. Untrusted side."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.worker.walls import syscalls
from grader.worker.walls.syscalls import (
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    MOUNT_ATTR_NODEV,
    MOUNT_ATTR_NOEXEC,
    MOUNT_ATTR_NOSUID,
    MOUNT_ATTR_RDONLY,
    MS_BIND,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_PRIVATE,
    MS_REC,
)

NOBODY = 65534
ZYGOTE_FLAGS = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS
WORKER_FLAGS = ZYGOTE_FLAGS | CLONE_NEWPID
WORKER_PID = 1  # in its PID namespace
WORKER_NAMES = tuple(f"{kind} namespace" for kind in ("user", "mount", "pid", "ipc", "network", "uts"))
PLACES = ("/mnt", "/media", "/srv", "/opt", "/tmp", "/var")
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
GPU_DEVICES = "nvidia*"
READ_ONLY = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV
SCRATCH = "/scratch"
SCRATCH_OPTIONS = "size=256m,nr_inodes=16k,mode=1777"


@dataclass(frozen=True)
class Namespaces:
    """What the zygote has prepared: a descriptor of the host's /proc, kept from before the root was changed.

    With a GPU each worker gets a /proc of its own processes: the driver reads there.
    """

    proc: int
    uid: int
    gid: int
    gpu: bool


def offered(visible: Sequence[str] = (), gpu: bool = False) -> bool:
    """Return whether this kernel lets this process build the namespaces."""
    return not refusal(visible, gpu)


def refusal(visible: Sequence[str] = (), gpu: bool = False) -> str:
    """Build everything once in a forked child, a worker's namespaces included; return "" or what the kernel said."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _rehearse(visible, gpu)
        except BaseException as error:  # this process must not go on as a second zygote
            os.write(write, (str(error) or repr(error)).encode()[:500])
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    status = os.waitpid(pid, 0)[1]
    return said or (f"it ended with status {status}" if status else "")


def _rehearse(visible: Sequence[str], gpu: bool) -> None:
    namespaces = enter(visible, gpu)
    pid = fork_walled()
    if pid == 0:
        furnish(namespaces)  # what goes wrong is written by `refusal`, of which this is a copy
        os._exit(0)
    os.waitpid(pid, 0)


def enter(visible: Sequence[str], gpu: bool) -> Namespaces:
    """Move the zygote into namespaces of its own with a root that shows `visible` and nothing else.

    Call it before any thread exists. A superuser becomes nobody for good, if nobody may read all that is visible.

    Raises:
        OSError: the kernel refuses; this process may then be half in, so ask `offered` first.
    """
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    uid, gid = os.geteuid(), os.getegid()
    drop = uid == 0 and all(_readable_by_all(Path(path)) for path in visible)
    _unshare_with_maps(proc, uid, gid, drop)
    syscalls.mount("none", "/", flags=MS_REC | MS_PRIVATE)
    _build_root(visible, gpu)
    if drop:  # RLIMIT_NPROC does not bind the root user, so workers must be somebody else
        become_nobody()
        uid = gid = NOBODY
    os.chdir("/")
    return Namespaces(proc, uid, gid, gpu)


def become_nobody() -> None:
    """Give up the superuser for good; what a superuser owns is out of reach then."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    syscalls.prctl("dumpable", syscalls.PR_SET_DUMPABLE, 1)  # or /proc/self would stay root's, and closed to us


def fork_walled() -> int:
    """Fork a worker into namespaces of its own; it is process 1 there, and its death ends whatever it started."""
    return syscalls.fork_into(WORKER_FLAGS)


def furnish(namespaces: Namespaces) -> None:
    """In the new worker: become somebody in its user namespace, and mount fresh scratch space."""
    _map_self(namespaces.proc, namespaces.uid, namespaces.gid)
    syscalls.mount("none", "/", flags=MS_REC | MS_PRIVATE)
    for scratch in (SCRATCH, "/dev/shm"):
        syscalls.mount("tmpfs", scratch, "tmpfs", MS_NOSUID | MS_NODEV, SCRATCH_OPTIONS)
    if namespaces.gpu:
        syscalls.mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)


def gpu_devices() -> list[str]:
    """Return the device files of NVIDIA's driver."""
    return sorted(str(path) for path in Path("/dev").glob(GPU_DEVICES) if path.is_char_device())


def _unshare_with_maps(proc: int, uid: int, gid: int, drop: bool) -> None:
    if not drop:
        syscalls.unshare(ZYGOTE_FLAGS)
        _map_self(proc, uid, gid)
        return
    ready_read, ready_write = os.pipe()
    pid, helper = os.getpid(), os.fork()
    if helper == 0:  # only a process outside the new namespace may map more than one user into it
        _map_from_outside(proc, pid, ready_read, ready_write)
    try:
        syscalls.unshare(ZYGOTE_FLAGS)
        os.write(ready_write, b"x")
    finally:
        os.close(ready_write)
        os.close(ready_read)
        failed = os.waitpid(helper, 0)[1]
    if failed:
        raise OSError("the users of a new namespace can't be mapped")


def _map_from_outside(proc: int, pid: int, ready_read: int, ready_write: int) -> None:
    code = 1
    with contextlib.suppress(OSError):
        os.close(ready_write)  # so that the end of the other process is seen
        if os.read(ready_read, 1):
            lines = f"0 0 1\n{NOBODY} {NOBODY} 1\n"
            _write(proc, f"{pid}/uid_map", lines)
            _write(proc, f"{pid}/gid_map", lines)
            code = 0
    os._exit(code)


def _map_self(proc: int, uid: int, gid: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        _write(proc, "self/setgroups", "deny")
    _write(proc, "self/uid_map", f"{uid} {uid} 1\n")
    _write(proc, "self/gid_map", f"{gid} {gid} 1\n")


def _write(proc: int, name: str, text: str) -> None:
    descriptor = os.open(name, os.O_WRONLY, dir_fd=proc)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _build_root(visible: Sequence[str], gpu: bool) -> None:
    # a tmpfs over a folder that hides nothing we need: nothing of it reaches the disk, and it goes with the namespace
    places = (place for place in PLACES if Path(place).is_dir() and not any(_below(path, place) for path in visible))
    root = next(places, None)
    if root is None:
        raise OSError(f"no folder is free to build the worker's root on: one of {', '.join(PLACES)} is needed")
    syscalls.mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=0755")
    for path in visible:
        _show(path, root, READ_ONLY)
    for path in (*DEVICES, *(gpu_devices() if gpu else ())):
        _show(path, root, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC)
    for empty in ("proc", "old", "dev/shm", SCRATCH[1:]):
        Path(root, empty).mkdir(parents=True, exist_ok=True)
    if gpu:  # the kernel mounts a new /proc only where an old one is in sight
        syscalls.mount("/proc", root + "/proc", flags=MS_BIND | MS_REC)
    else:
        _copy_processor(root)
    syscalls.mount("tmpfs", root + SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV, SCRATCH_OPTIONS)  # importing torch wants one
    if not Path(root, "tmp").exists():  # a course that lies below /tmp shows there
        Path(root, "tmp").symlink_to(SCRATCH)
    syscalls.pivot_root(root, f"{root}/old")
    os.chdir("/")
    syscalls.detach("/old")
    Path("/old").rmdir()
    syscalls.set_mount_attributes("/", READ_ONLY, below=False)


def _copy_processor(root: str) -> None:
    """Leave what torch reads of the processor: without it some conversions fail, and random numbers have other last digits."""
    with contextlib.suppress(OSError):
        Path(root, "proc", "cpuinfo").write_bytes(Path("/proc/cpuinfo").read_bytes())


def _below(path: str, folder: str) -> bool:
    return path.startswith(folder + "/") or str(Path(path).resolve()).startswith(folder + "/")


def _show(path: str, root: str, attributes: int) -> None:
    source, target = Path(path), Path(root + path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return
    if source.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    syscalls.mount(path, str(target), flags=MS_BIND | MS_REC)
    syscalls.set_mount_attributes(str(target), attributes, below=True)  # also what is mounted below it


def _readable_by_all(path: Path) -> bool:
    """Whether files below would be readable by another user once the folder itself is mounted."""
    return bool(path.stat().st_mode & (0o001 if path.is_dir() else 0o004))

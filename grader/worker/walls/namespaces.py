"""Namespaces and a minimal read-only root: files, network, processes, users out of sight. Runs on the untrusted side."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from grader.worker.walls import syscalls
from grader.worker.walls.syscalls import (
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    MS_BIND,
    MS_NODEV,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    MS_REMOUNT,
)

NOBODY = 65534
ZYGOTE_FLAGS = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS
WORKER_FLAGS = ZYGOTE_FLAGS | CLONE_NEWPID
WORKER_NAMES = ("user namespace", "mount namespace", "pid namespace", "ipc namespace", "network namespace", "uts namespace")
PLACES = ("/mnt", "/media", "/srv", "/opt", "/tmp", "/var")
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
GPU_DEVICES = ("/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset")
SCRATCH = "/scratch"
SCRATCH_OPTIONS = "size=256m,nr_inodes=16k,mode=1777"


@dataclass(frozen=True)
class Namespaces:
    """What the zygote has prepared: a descriptor of the host's /proc, kept from before the root was changed."""

    proc: int
    uid: int
    gid: int


def offered() -> bool:
    """Return whether this kernel lets this process make the namespaces, tried in a forked child."""
    pid = os.fork()
    if pid == 0:
        code = 1
        with contextlib.suppress(OSError):
            syscalls.unshare(ZYGOTE_FLAGS)
            syscalls.mount("none", "/", flags=MS_REC | MS_PRIVATE)
            syscalls.mount("none", "/tmp", "tmpfs")
            code = 0
        os._exit(code)
    return os.waitpid(pid, 0)[1] == 0


def enter(visible: Sequence[str], gpu: bool) -> Namespaces:
    """Move the zygote into namespaces of its own with a root that shows `visible` and nothing else."""
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    uid, gid = os.geteuid(), os.getegid()
    drop = uid == 0 and all(_readable_by_all(path) for path in visible)
    _unshare_with_maps(proc, uid, gid, drop)
    syscalls.mount("none", "/", flags=MS_REC | MS_PRIVATE)
    _build_root([*visible, *(path for path in GPU_DEVICES if gpu and os.path.exists(path))])
    if drop:  # RLIMIT_NPROC does not bind the root user, so workers must be somebody else
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        syscalls.prctl("dumpable", syscalls.PR_SET_DUMPABLE, 1)  # or /proc/self would stay root's, and closed to us
        uid = gid = NOBODY
    os.chdir("/")
    return Namespaces(proc, uid, gid)


def fork_walled() -> int:
    """Fork a worker into namespaces of its own; it is process 1 there, and its death ends whatever it started."""
    return syscalls.fork_into(WORKER_FLAGS)


def furnish(namespaces: Namespaces) -> None:
    """In the new worker: become somebody in its user namespace, and mount fresh scratch space."""
    _map_self(namespaces.proc, namespaces.uid, namespaces.gid)
    syscalls.mount("none", "/", flags=MS_REC | MS_PRIVATE)
    for scratch in (SCRATCH, "/dev/shm"):
        syscalls.mount("tmpfs", scratch, "tmpfs", MS_NOSUID | MS_NODEV, SCRATCH_OPTIONS)


def _unshare_with_maps(proc: int, uid: int, gid: int, drop: bool) -> None:
    if not drop:
        syscalls.unshare(ZYGOTE_FLAGS)
        _map_self(proc, uid, gid)
        return
    ready_read, ready_write = os.pipe()
    done_read, done_write = os.pipe()
    pid, helper = os.getpid(), os.fork()
    if helper == 0:  # only a process outside the new namespace may map more than one user into it
        code = 1
        with contextlib.suppress(OSError):
            os.read(ready_read, 1)
            lines = f"0 0 1\n{NOBODY} {NOBODY} 1\n"
            _write(proc, f"{pid}/uid_map", lines)
            _write(proc, f"{pid}/gid_map", lines)
            code = 0
        os.write(done_write, bytes([code]))
        os._exit(code)
    syscalls.unshare(ZYGOTE_FLAGS)
    os.write(ready_write, b"x")
    failed = os.read(done_read, 1) != b"\0"
    os.waitpid(helper, 0)
    for descriptor in (ready_read, ready_write, done_read, done_write):
        os.close(descriptor)
    if failed:
        raise OSError("the users of a new namespace can't be mapped")


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


def _build_root(visible: Sequence[str]) -> None:
    # a tmpfs over a folder that hides nothing we need: nothing of it reaches the disk, and it goes with the namespace
    root = next(place for place in PLACES if os.path.isdir(place) and not any(_below(path, place) for path in visible))
    syscalls.mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=0755")
    for path in (*visible, *DEVICES):
        _show(path, root)
    for empty in ("proc", "old", "dev/shm", SCRATCH[1:]):
        os.makedirs(f"{root}/{empty}", exist_ok=True)
    syscalls.mount("tmpfs", root + SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV, SCRATCH_OPTIONS)  # importing torch wants one
    if not os.path.exists(f"{root}/tmp"):  # a course that lies below /tmp shows there
        os.symlink(SCRATCH, f"{root}/tmp")
    syscalls.pivot_root(root, f"{root}/old")
    os.chdir("/")
    syscalls.detach("/old")
    os.rmdir("/old")
    syscalls.mount("none", "/", flags=MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID)


def _below(path: str, folder: str) -> bool:
    return os.path.realpath(path).startswith(folder + "/") or path.startswith(folder + "/")


def _show(path: str, root: str) -> None:
    target = root + path
    if os.path.islink(path):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        open(target, "w").close()
    syscalls.mount(path, target, flags=MS_BIND | MS_REC)
    # an unprivileged remount must keep the flags that the mount below is locked with
    kept = os.statvfs(target).f_flag & (os.ST_NOSUID | os.ST_NODEV | os.ST_NOEXEC | os.ST_NOATIME | os.ST_RELATIME)
    wanted = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID
    relatime = (1 << 21 if kept & os.ST_RELATIME else 0) | (1 << 10 if kept & os.ST_NOATIME else 0)
    device = path.startswith("/dev/")
    flags = wanted | relatime | (8 if kept & os.ST_NOEXEC else 0) | (MS_NODEV if kept & os.ST_NODEV or not device else 0)
    if not device:
        syscalls.mount("none", target, flags=flags)


def _readable_by_all(path: str) -> bool:
    """Whether files below would be readable by another user once the folder itself is mounted."""
    mode = os.stat(path).st_mode
    return bool(mode & (0o001 if os.path.isdir(path) else 0o004))

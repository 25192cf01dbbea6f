"""Seccomp: the policy as a classic BPF program, assembled here so that nothing has to be installed. Untrusted side.

Source: https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import struct
from collections.abc import Iterable

from grader.worker.walls import policy, syscalls

LOAD, AND, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
ALLOW, ERRNO, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE = 0, 4
FIRST_ARGUMENT, SECOND_ARGUMENT, THIRD_ARGUMENT = 16, 24, 32  # their lower halves: both machines are little-endian
PR_SET_SECCOMP, MODE_FILTER = 22, 2

Program = list[tuple[int, int, int, int]]

REFUSE = ERRNO | errno.EPERM
PERMIT = (RETURN, 0, 0, ALLOW)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def supported() -> bool:
    """Return whether there is a policy for this machine."""
    return syscalls.MACHINE in policy.ARCHITECTURES


@functools.cache
def assemble(machine: str, own_pid: int, own_files: bool = False, gpu: bool = False) -> bytes:
    """Return the BPF program for a machine.

    A process may send itself signals, and nobody else; `own_files` says that a mount namespace keeps everybody else's
    files out of reach, so that modes and times may be changed; `gpu` lets through what the driver asks for. Kept, so that
    the zygote can assemble once for all of its workers.
    """
    column, audit = policy.ARCHITECTURES[machine]
    program: Program = [(LOAD, 0, 0, ARCHITECTURE), *_unless(JUMP_EQUAL, audit, KILL_PROCESS), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        program += _when(JUMP_AT_LEAST, policy.X32_BIT, KILL_PROCESS)
    for calls in (*policy.DENIED.values(), {} if own_files else policy.DENIED_ON_SHARED_FILES):
        for name, numbers in calls.items():
            if not (gpu and name in policy.GPU_CALLS):
                program += _when_number(numbers[column], REFUSE)
    if gpu:
        program += _when_number(policy.CONNECT[column], ERRNO | errno.ENOENT)
    for numbers in policy.ABSENT.values():
        program += _when_number(numbers[column], ERRNO | errno.ENOSYS)
    program += _when(JUMP_AT_LEAST, policy.LAST_KNOWN + 1, ERRNO | errno.ENOSYS)
    for numbers, block in _closer_looks(own_pid):
        number = numbers[column]
        if number is not None:
            program += [(JUMP_EQUAL, 0, len(block), number), *block]
    program.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def install(program: bytes) -> str:
    """Put this process under the program, for good; return the wall's name."""
    described = _Program(len(program) // 8, program)
    padding = (ctypes.c_ulong(0), ctypes.c_ulong(0))
    result = syscalls.LIBC.prctl(PR_SET_SECCOMP, ctypes.c_ulong(MODE_FILTER), ctypes.byref(described), *padding)
    syscalls.check(result, "seccomp")
    return "seccomp"


def install_for_self(own_files: bool = False, gpu: bool = False) -> str:
    """Assemble for this process and install."""
    return install(assemble(syscalls.MACHINE, os.getpid(), own_files=own_files, gpu=gpu))


def _closer_looks(own_pid: int) -> list[tuple[policy.Numbers, Program]]:
    namespaces: Program = [(LOAD, 0, 0, FIRST_ARGUMENT), *_when(JUMP_ANY_BIT, policy.CLONE_NAMESPACES, REFUSE), PERMIT]
    kind: Program = [(LOAD, 0, 0, SECOND_ARGUMENT), (AND, 0, 0, policy.SOCKET_TYPE_BITS)]
    local: Program = [(LOAD, 0, 0, FIRST_ARGUMENT), *_unless(JUMP_EQUAL, policy.LOCAL_FAMILY, REFUSE)]
    looks = [
        (policy.SOCKET, [*local, *kind, *_only(None, [policy.SOCKET_TYPES["SOCK_SEQPACKET"]])]),  # a GPU's: denied before
        (policy.CLONE, namespaces),
        (policy.TGKILL, _only(FIRST_ARGUMENT, [own_pid])),
        (policy.PRLIMIT, _only(FIRST_ARGUMENT, [0, own_pid])),
        (policy.AFFINITY, _only(FIRST_ARGUMENT, [0, own_pid])),
        (policy.PRCTL, _none_of(FIRST_ARGUMENT, policy.PRCTL_DENIED.values())),
        (policy.IOCTL, _none_of(SECOND_ARGUMENT, policy.IOCTL_DENIED.values())),
        (policy.SOCKETPAIR, [*kind, *_only(None, policy.SOCKET_TYPES.values())]),
    ]
    for numbers, flags in ((policy.OPEN, SECOND_ARGUMENT), (policy.OPENAT, THIRD_ARGUMENT)):
        masked: Program = [(LOAD, 0, 0, flags), (AND, 0, 0, policy.TRUNCATE_BITS)]
        looks.append((numbers, [*masked, *_when(JUMP_EQUAL, policy.TRUNCATE_READ_ONLY, REFUSE), PERMIT]))
    return looks


def _only(argument: int | None, values: Iterable[int]) -> Program:
    program: Program = [] if argument is None else [(LOAD, 0, 0, argument)]
    for value in values:
        program += _when(JUMP_EQUAL, value, ALLOW)
    return [*program, (RETURN, 0, 0, REFUSE)]


def _none_of(argument: int, values: Iterable[int]) -> Program:
    program: Program = [(LOAD, 0, 0, argument)]
    for value in values:
        program += _when(JUMP_EQUAL, value, REFUSE)
    return [*program, PERMIT]


def _when(jump: int, value: int, action: int) -> Program:
    return [(jump, 0, 1, value), (RETURN, 0, 0, action)]


def _unless(jump: int, value: int, action: int) -> Program:
    return [(jump, 1, 0, value), (RETURN, 0, 0, action)]


def _when_number(number: int | None, action: int) -> Program:
    return [] if number is None else _when(JUMP_EQUAL, number, action)

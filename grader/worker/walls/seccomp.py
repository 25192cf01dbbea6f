"""Seccomp: the policy as a classic BPF program, assembled here so that nothing has to be installed. Untrusted side.

Source: https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from grader.worker.walls import policy, syscalls

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, ERRNO, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = 0, 4, 16, 24
PR_SET_SECCOMP, MODE_FILTER = 22, 2

Program = list[tuple[int, int, int, int]]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def supported() -> bool:
    """Return whether there is a policy for this machine."""
    return syscalls.MACHINE in policy.ARCHITECTURES


def assemble(machine: str, own_pid: int) -> bytes:
    """Return the BPF program for a machine; a process may send itself signals, and nobody else."""
    column, audit = policy.ARCHITECTURES[machine]
    program: Program = [(LOAD, 0, 0, ARCHITECTURE), *_unless(JUMP_EQUAL, audit, KILL_PROCESS), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        program += _when(JUMP_AT_LEAST, policy.X32_BIT, KILL_PROCESS)
    for calls in policy.DENIED.values():
        for numbers in calls.values():
            program += _when_number(numbers[column], ERRNO | errno.EPERM)
    for numbers in policy.ABSENT.values():
        program += _when_number(numbers[column], ERRNO | errno.ENOSYS)
    program += _when(JUMP_AT_LEAST, policy.LAST_KNOWN + 1, ERRNO | errno.ENOSYS)
    program += _arguments(column, own_pid)
    program.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def install(program: bytes) -> str:
    """Put this process under the program, for good; return the wall's name."""
    described = _Program(len(program) // 8, program)
    syscalls.check(
        syscalls.LIBC.prctl(PR_SET_SECCOMP, ctypes.c_ulong(MODE_FILTER), ctypes.byref(described), ctypes.c_ulong(0), ctypes.c_ulong(0)),
        "seccomp",
    )
    return "seccomp"


def install_for_self() -> str:
    """Assemble for this process and install."""
    return install(assemble(syscalls.MACHINE, os.getpid()))


def _arguments(column: int, own_pid: int) -> Program:
    refuse = (RETURN, 0, 0, ERRNO | errno.EPERM)
    clone: Program = [(LOAD, 0, 0, FIRST_ARGUMENT), (JUMP_ANY_BIT, 0, 1, policy.CLONE_NAMESPACES), refuse, (RETURN, 0, 0, ALLOW)]
    signal: Program = [(LOAD, 0, 0, FIRST_ARGUMENT), (JUMP_EQUAL, 1, 0, own_pid), refuse, (RETURN, 0, 0, ALLOW)]
    control: Program = [(LOAD, 0, 0, SECOND_ARGUMENT)]
    for request in policy.IOCTL_DENIED.values():
        control += _when(JUMP_EQUAL, request, ERRNO | errno.EPERM)
    control.append((RETURN, 0, 0, ALLOW))
    result: Program = []
    for numbers, block in ((policy.CLONE, clone), (policy.TGKILL, signal), (policy.IOCTL, control)):
        number = numbers[column]
        if number is not None:
            result += [(JUMP_EQUAL, 0, len(block), number), *block]
    return result


def _when(jump: int, value: int, action: int) -> Program:
    return [(jump, 0, 1, value), (RETURN, 0, 0, action)]


def _unless(jump: int, value: int, action: int) -> Program:
    return [(jump, 1, 0, value), (RETURN, 0, 0, action)]


def _when_number(number: int | None, action: int) -> Program:
    return [] if number is None else _when(JUMP_EQUAL, number, action)

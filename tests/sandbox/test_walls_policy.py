"""The seccomp program, run call by call in a small interpreter, for both machines: needs no kernel."""

from __future__ import annotations

import errno
import struct

import pytest

from grader.worker.walls import policy, seccomp

MACHINES = sorted(policy.ARCHITECTURES)
OWN_PID = 77
ALLOW, KILL = seccomp.ALLOW, seccomp.KILL_PROCESS
EPERM, ENOSYS = seccomp.ERRNO | errno.EPERM, seccomp.ERRNO | errno.ENOSYS


def answer(program: bytes, number: int, audit: int, *arguments: int) -> int:
    """Return what the program answers to one call."""
    data = struct.pack("IIQ6Q", number, audit, 0, *arguments, *[0] * (6 - len(arguments)))
    accumulator = place = 0
    while True:
        code, when, otherwise, value = struct.unpack_from("HBBI", program, 8 * place)
        place += 1
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            accumulator = struct.unpack_from("I", data, value)[0]
        elif code == seccomp.AND:
            accumulator &= value
        else:
            truth = {
                seccomp.JUMP_EQUAL: accumulator == value,
                seccomp.JUMP_AT_LEAST: accumulator >= value,
                seccomp.JUMP_ANY_BIT: bool(accumulator & value),
            }[code]
            place += when if truth else otherwise


@pytest.fixture(params=MACHINES)
def ask(request):
    """`ask(numbers, *arguments)`: the answer of a machine's program to the call with its number there."""
    column, audit = policy.ARCHITECTURES[request.param]
    programs = {own: seccomp.assemble(request.param, OWN_PID, own) for own in (False, True)}

    def asked(numbers, *arguments, own_files=False):
        number = numbers if isinstance(numbers, int) else numbers[column]
        return None if number is None else answer(programs[own_files], number, audit, *arguments)

    asked.foreign = lambda: answer(programs[False], 39, 0x40000003)
    asked.machine = request.param
    return asked


def test_denied_and_absent(ask):
    """Each call that the policy lists gets the answer that it lists."""
    for group in policy.DENIED.values():
        assert {ask(numbers) for numbers in group.values()} <= {EPERM, None}
    assert {ask(numbers) for numbers in policy.ABSENT.values()} == {ENOSYS}
    assert ask(policy.LAST_KNOWN + 1) == ENOSYS


def test_shared_files(ask):
    """Modes, owners and times can be changed only where a mount namespace keeps other people's files away."""
    for numbers in policy.DENIED_ON_SHARED_FILES.values():
        assert ask(numbers) in {EPERM, None}
        assert ask(numbers, own_files=True) in {ALLOW, None}


def test_clone(ask):
    """Threads and forks pass, namespaces do not."""
    assert ask(policy.CLONE, 0x3D0F00) == ask(policy.CLONE, 17) == ALLOW
    for bit in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert ask(policy.CLONE, bit | 17) == EPERM


def test_only_on_oneself(ask):
    """Signals to a thread, limits and cores: on oneself only."""
    assert ask(policy.TGKILL, OWN_PID) == ask(policy.PRLIMIT, 0) == ask(policy.AFFINITY, OWN_PID) == ALLOW
    assert ask(policy.TGKILL, 1) == ask(policy.PRLIMIT, 1) == ask(policy.AFFINITY, 1) == EPERM


def test_socket_pairs(ask):
    """Streams and sequenced packets, with any flags; no datagrams, which could go to any socket that has a name."""
    flags = 0o2000000 | 0o4000
    for kind, expected in {1: ALLOW, 5: ALLOW, 2: EPERM, 3: EPERM, 4: EPERM}.items():
        assert ask(policy.SOCKETPAIR, 1, kind) == ask(policy.SOCKETPAIR, 1, kind | flags) == expected


def test_emptying_by_reading(ask):
    """O_TRUNC passes with a right to write, which Landlock decides on, and not without."""
    read, write, both = 0o1000, 0o1001, 0o1002
    for numbers, before in ((policy.OPEN, 1), (policy.OPENAT, 2)):
        assert ask(numbers, *[0] * before, read) in {EPERM, None}
        assert {ask(numbers, *[0] * before, flags) for flags in (write, both, 0)} <= {ALLOW, None}


def test_terminal_and_death_signal(ask):
    """Typing into a terminal, and outliving the zygote, are refused; other requests pass."""
    assert ask(policy.IOCTL, 0, 0x5412) == ask(policy.PRCTL, 1) == EPERM
    assert ask(policy.IOCTL, 0, 0x5413) == ask(policy.PRCTL, 15) == ALLOW


def test_foreign_calls(ask):
    """Another machine's calls end the process."""
    assert ask.foreign() == KILL
    if ask.machine == "x86_64":
        assert ask(policy.X32_BIT | 1) == KILL

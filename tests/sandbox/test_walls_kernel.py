"""What a worker may ask the kernel for: no network, no programs, no other process, no walls of its own making."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.sandbox


def test_network(attack):
    """No socket of any family; a stream pair with itself is all there is, so that libraries can wake their threads."""
    ending = attack(
        "families = [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET, 38, 40]\n"
        "results['socket'] = [attempt(lambda: socket.socket(family)) for family in families]\n"
        "results['datagrams'] = attempt(lambda: socket.socketpair(type=socket.SOCK_DGRAM))\n"
        "results['raw'] = attempt(lambda: socket.socketpair(type=socket.SOCK_RAW))\n"
        "results['streams'] = attempt(lambda: socket.socketpair())\n"
    )
    assert ending["results"] == {"socket": ["EPERM"] * 7, "datagrams": "EPERM", "raw": "EPERM", "streams": "done"}


def test_programs(attack):
    """No program can be started, by path or from memory."""
    ending = attack(
        "results['exec'] = attempt(lambda: os.execv('/bin/true', ['true']))\n"
        "results['shell'] = attempt(lambda: subprocess.run(['/bin/true']))\n"
        "results['memory'] = raw(policy.DENIED['other programs: no shell, no tool of the machine']['execveat'][0])\n"
    )
    assert ending["results"] == {"exec": "EPERM", "shell": "EPERM", "memory": "EPERM"}


def test_other_processes(attack):
    """No signal to the zygote, to the group or to all; no limits, priorities or cores set for others."""
    ending = attack(
        "parent = os.getppid() or 1\n"
        "results['kill'] = [attempt(lambda: os.kill(pid, 9)) for pid in (parent, 0, -1)]\n"
        "resource = __import__('resource')\n"
        "results['limits'] = attempt(lambda: resource.prlimit(1 << 20, resource.RLIMIT_NOFILE, (1, 1)))\n"
        "results['cores'] = attempt(lambda: os.sched_setaffinity(1 << 20, [0]))\n"
        "results['own cores'] = attempt(lambda: os.sched_setaffinity(0, [0]))\n"
        "results['nice'] = attempt(lambda: os.setpriority(os.PRIO_USER, 0, 19))\n"
        "results['pidfd'] = attempt(lambda: os.pidfd_open(os.getpid()))\n"
    )
    expected = {"kill": ["EPERM"] * 3, "limits": "EPERM", "cores": "EPERM", "own cores": "done"}
    assert ending["results"] == {**expected, "nice": "EPERM", "pidfd": "EPERM"}


def test_every_denied_call(attack):
    """Every call of the policy is answered with EPERM, the absent ones and those yet unknown with ENOSYS."""
    ending = attack(
        "column = policy.ARCHITECTURES[syscalls.MACHINE][0]\n"
        "calls = {name: numbers[column] for group in policy.DENIED.values() for name, numbers in group.items()}\n"
        "results['denied'] = {name: raw(number, 0) for name, number in calls.items() if number is not None}\n"
        "results['absent'] = [raw(numbers[column], 0, 0) for numbers in policy.ABSENT.values()]\n"
        "results['future'] = raw(policy.LAST_KNOWN + 1)\n"
        "results['namespaces'] = raw(policy.CLONE[column], syscalls.CLONE_NEWUSER | 17, 0, 0, 0, 0)\n"
        "results['orphan'] = raw(policy.PRCTL[column], syscalls.PR_SET_PDEATHSIG, 0)\n"
        "results['terminal'] = raw(policy.IOCTL[column], 0, 0x5412, 0)\n"
    )
    results = ending["results"]
    assert {name: said for name, said in results.pop("denied").items() if said != "EPERM"} == {}
    assert set(results.pop("absent")) == {"ENOSYS"}
    assert results == {"future": "ENOSYS", "namespaces": "EPERM", "orphan": "EPERM", "terminal": "EPERM"}


def test_privileges(attack):
    """No capability, no way to become the superuser, no new privileges, in or out of a namespace of one's own."""
    ending = attack(
        "header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()\n"
        "syscalls.syscall('capget', {'x86_64': 125, 'aarch64': 90}[syscalls.MACHINE], header, sets)\n"
        "results['capabilities'] = list(sets)\n"
        "results['new'] = syscalls.LIBC.prctl(39, *[ctypes.c_ulong(0)] * 4)\n"
        "results['setuid'] = attempt(lambda: os.setuid(7))\n"
        "results['groups'] = attempt(lambda: os.setgroups([0]))\n"
    )
    results = ending["results"]
    assert results.pop("setuid") in {"EPERM", "EINVAL"}  # EINVAL: there is no such user in the namespace
    assert results == {"capabilities": [0] * 6, "new": 1, "groups": "EPERM"}


CODE = (
    "import mmap\n"
    "page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
    "page.write(bytes.fromhex('{code}'))\n"
    "ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()\n"
)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("raw(policy.X32_BIT | 39)", id="x32"),
        pytest.param(CODE.format(code="b814000000cd80c3"), id="32-bit"),  # mov eax, 20; int 0x80; ret
    ],
)
def test_another_machine_s_calls(attack, source):
    """The calls of another machine, whose numbers mean other things, end the worker at once."""
    import platform

    if platform.machine() != "x86_64":
        return
    ending = attack(source)
    assert ending["code"] == -31  # SIGSYS
    assert "results" not in ending


def test_what_stays_allowed(attack):
    """Threads, a fork that is waited for, memory, random numbers and clocks work as ever."""
    ending = attack(
        "def child():\n"
        "    pid = os.fork()\n"
        "    if pid == 0: os._exit(3)\n"
        "    results['fork'] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])\n"
        "thread = threading.Thread(target=child)\n"
        "thread.start()\n"
        "thread.join()\n"
        "results['random'] = len(os.urandom(8))\n"
        "results['device'] = attempt(lambda: os.close(os.open('/dev/urandom', os.O_RDONLY)))\n"
        "results['null'] = attempt(lambda: os.close(os.open('/dev/null', os.O_WRONLY)))\n"
        "results['clock'] = time.time() > 0\n"
    )
    assert ending["results"] == {"fork": 3, "random": 8, "device": "done", "null": "done", "clock": True}

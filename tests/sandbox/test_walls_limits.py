"""What a worker may use, and that nothing of it stays behind."""

from __future__ import annotations

import signal

import pytest

pytestmark = pytest.mark.sandbox


def test_memory(attack):
    """Memory beyond the limit is a MemoryError, not the machine's trouble."""
    ending = attack("results['big'] = attempt(lambda: bytearray(1 << 30))", limits={"memory_bytes": 256 << 20})
    assert ending["results"] == {"big": "MemoryError"}


def test_cpu_time(attack):
    """An endless loop ends by the CPU limit's signal; process 1 of a PID namespace heeds only the harder one."""
    ending = attack("while True: pass", limits={"cpu_seconds": 1})
    assert ending["code"] in {-signal.SIGXCPU, -signal.SIGKILL}
    assert "results" not in ending


def test_cpu_time_can_not_be_raised(attack):
    """A limit that was set can't be lifted by the worker."""
    ending = attack(
        "resource = __import__('resource')\n"
        "forever = (resource.RLIM_INFINITY,) * 2\n"
        "kinds = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)\n"
        "results['raise'] = [attempt(lambda: resource.setrlimit(kind, forever)) for kind in kinds]\n"
    )
    assert ending["results"] == {"raise": ["ValueError"] * 3}  # Python's word for EPERM here


def test_number_of_processes(way, attack):
    """Where the kernel can count a worker's own processes, it refuses one too many, for the superuser's workers too."""
    if not way.namespaces:
        return
    ending = attack(
        "count = 0\n"
        "def bomb():\n"
        "    global count\n"
        "    while True:\n"
        "        if os.fork() == 0: time.sleep(1000)\n"
        "        count += 1\n"
        "results['bomb'] = attempt(bomb)\n"
        "results['fewer'] = count < 16\n",
        limits={"processes": 16},
    )
    assert ending["results"] == {"bomb": "EAGAIN", "fewer": True}
    assert ending["alone"]


def test_fork_bomb_is_seen(attack):
    """A worker's tree is counted from outside while it grows, and all of it goes at once."""
    ending = attack(
        "for _ in range(20):\n    if os.fork() == 0: time.sleep(1000)\ntime.sleep(1000)\n",
        watch=21,
    )
    processes, resident = ending["usage"]
    assert processes == 21
    assert resident > 1 << 20
    assert (ending["code"], ending["alone"]) == (-signal.SIGKILL, True)


def test_processes_left_behind(attack):
    """A child that left the session and its parents ends with the worker all the same."""
    ending = attack(
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    for _ in range(3):\n"
        "        if os.fork(): break\n"
        "    time.sleep(1000)\n"
        "time.sleep(0.1)\n"
    )
    assert (ending["code"], ending["alone"]) == (0, True)


@pytest.mark.parametrize("source", [pytest.param("ctypes.string_at(8)", id="segfault"), pytest.param("os.abort()", id="abort")])
def test_crash(attack, source):
    """A crash is a crash, also for the first process of a PID namespace, which ignores its own signals."""
    ending = attack(source)
    assert ending["code"] in {-signal.SIGSEGV, -signal.SIGABRT}
    assert ending["alone"]

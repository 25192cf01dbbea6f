"""The walls where there is a GPU: its driver gets what it asks for, and nothing else is let in with it. Needs no GPU."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.sandbox


def test_proc(attack):
    """The driver reads of this process and of itself; other processes, and the machine's settings, stay out of sight."""
    ending = attack(
        "def read(name):\n"
        "    return attempt(lambda: open('/proc/' + name, 'rb').read(100))\n"
        "results['own'] = [read(name) for name in ('self/maps', 'self/status', 'devices', 'cpuinfo')]\n"
        "pids = {1, 2, 3, os.getppid(), os.getpid() - 1, os.getpid() + 1} - {os.getpid()}\n"
        "others = [f'{pid}/{name}' for pid in pids\n"
        "          for name in ('environ', 'maps', 'cmdline', 'status')]\n"
        "results['others'] = sorted({read(name) for name in others})\n"
        "settings = ('version', 'cmdline', 'modules', 'sys/kernel/hostname')\n"
        "results['settings'] = sorted({read(name) for name in settings})\n"
        "results['list'] = attempt(lambda: os.listdir('/proc'))\n"
        "results['write'] = attempt(lambda: open('/proc/self/oom_score_adj', 'w'))\n",
        gpu=True,
    )
    results = ending["results"]
    assert results["own"] == ["done"] * 4
    assert set(results["others"]) | set(results["settings"]) <= {"EACCES", "ENOENT"}
    assert (results["list"], results["write"]) == ("EACCES", "EACCES")


def test_sockets(attack):
    """One kind of local socket may be opened and named; nobody can be reached, and no network."""
    ending = attack(
        "kinds = [(socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET6, socket.SOCK_DGRAM),\n"
        "         (socket.AF_NETLINK, socket.SOCK_RAW), (socket.AF_UNIX, socket.SOCK_STREAM),\n"
        "         (socket.AF_UNIX, socket.SOCK_DGRAM)]\n"
        "results['others'] = [attempt(lambda: socket.socket(*kind)) for kind in kinds]\n"
        "local = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
        "results['bind'] = attempt(lambda: local.bind(f'\\0cuda-{os.getpid()}'))\n"
        "results['listen'] = attempt(lambda: local.listen(1))\n"
        "results['accept'] = attempt(lambda: local.accept())\n"
        "other = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
        "names = (f'\\0cuda-{os.getpid()}', '/run/systemd/notify')\n"
        "results['connect'] = [attempt(lambda: other.connect(name)) for name in names]\n",
        gpu=True,
    )
    assert ending["results"] == {
        "others": ["EPERM"] * 5,
        "bind": "done",
        "listen": "done",
        "accept": "EPERM",
        "connect": ["ENOENT"] * 2,
    }


def test_without_a_gpu_nothing_is_let_through(attack):
    """Where no GPU was asked for, /proc is empty or closed."""
    ending = attack("results['own'] = attempt(lambda: open('/proc/self/maps', 'rb').read(1))")
    assert ending["results"]["own"] in ("ENOENT", "EACCES")

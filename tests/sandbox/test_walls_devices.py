"""Devices and shared memory: a worker sees the few that it needs, also where only Landlock stands."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.sandbox


def test_devices_of_the_machine(attack):
    """Terminals, disks and the machine's own shared memory are out of reach."""
    ending = attack(
        "names = ['pts', 'tty', 'ptmx', 'vda', 'sda', 'kmsg', 'mem', 'fuse', 'net/tun']\n"
        "results['open'] = [attempt(lambda: os.close(os.open('/dev/' + name, os.O_RDONLY))) for name in names]\n"
        "results['list'] = attempt(lambda: os.listdir('/dev'))\n"
    )
    assert set(ending["results"]["open"]) <= {"ENOENT", "EACCES", "EPERM"}
    assert ending["results"]["list"] == "EACCES"


def test_shared_memory(way, attack):
    """Shared memory is the worker's own, or there is none."""
    ending = attack("results['write'] = attempt(lambda: namespaces.Path('/dev/shm/planted').write_text('x'))")
    assert ending["results"] == {"write": "done" if way.namespaces else "EACCES"}


def test_own_modes(way, attack):
    """In a mount namespace a worker may change the modes and times of its own files: shutil.copy does."""
    ending = attack(
        "path = namespaces.Path(folder, 'mine')\n"
        "path.write_text('x')\n"
        "results['copy'] = attempt(lambda: shutil.copy(path, folder + '/copy'))\n"
    )
    assert ending["results"] == {"copy": "done" if way.namespaces else "EPERM"}


def test_own_group(attack):
    """A worker leads a session of its own."""
    assert attack("results['own'] = os.getsid(0) == os.getpid()")["results"] == {"own": True}

"""What a worker may read and write: nothing but the interpreter, its libraries and a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.sandbox
NOT_THERE = {"ENOENT", "EACCES"}


def test_walls_that_stand(way, attack):
    """Every wall that the kernel offers stands, and the list says so."""
    walls = attack("pass")["walls"]
    spaces = ["user", "mount", "pid", "ipc", "network", "uts"] if way.namespaces else []
    expected = {f"{space} namespace" for space in spaces} | {"rlimits", "no_new_privs", "seccomp"}
    assert {wall for wall in walls if not wall.startswith("landlock")} == expected
    assert [wall for wall in walls if wall.startswith("landlock ")]


def test_reads_of_the_machine(attack, root):
    """The repository, the users' files, other processes and disks can't be read, by name or as a list."""
    paths = [
        f"{root}/pyproject.toml",
        "/etc/passwd",
        "/etc/shadow",
        "/proc/self/environ",
        "/proc/1/environ",
        "/dev/vda",
    ]
    folders = [str(root), f"{root}/tests", "/proc", "/home", "/var", "/etc"]
    ending = attack(
        f"for path in {paths}: results[path] = attempt(lambda: os.close(os.open(path, os.O_RDONLY)))\n"
        f"for path in {folders}: results[path] = attempt(lambda: os.listdir(path))"
    )
    assert set(ending["results"]) == {*paths, *folders}
    assert set(ending["results"].values()) <= NOT_THERE | {"EPERM"}


def test_writes_outside_its_folder(attack, tmp_path):
    """Nothing outside the worker's own folder can be written, made, emptied, renamed or linked into it."""
    target = tmp_path / "theirs.txt"
    target.write_text("theirs")
    target.chmod(0o666)
    ending = attack(
        "import os as system\n"
        f"target = {str(target)!r}\n"
        "results['write'] = attempt(lambda: os.open(target, os.O_WRONLY))\n"
        "results['empty'] = attempt(lambda: os.open(target, os.O_RDONLY | os.O_TRUNC))\n"
        "results['truncate'] = attempt(lambda: os.truncate(target, 0))\n"
        "results['remove'] = attempt(lambda: os.unlink(target))\n"
        "results['rename'] = attempt(lambda: os.rename(target, folder + '/mine'))\n"
        "results['link'] = attempt(lambda: os.link(target, folder + '/mine'))\n"
        "results['usr'] = attempt(lambda: os.open('/usr/planted', os.O_WRONLY | os.O_CREAT))\n"
        "results['root'] = attempt(lambda: os.mkdir('/planted'))\n"
    )
    assert set(ending["results"].values()) <= NOT_THERE | {"EROFS", "EPERM", "EXDEV"}
    assert target.read_text() == "theirs"


def test_modes_and_times_of_shared_files(way, attack, tmp_path):
    """Files that the same user owns keep their modes, owners and times, which Landlock alone does not guard."""
    ending = attack(
        "path = '/usr' if namespaces.Path('/scratch').exists() else " + repr(str(tmp_path)) + "\n"
        "results['chmod'] = attempt(lambda: os.chmod(path, 0o700))\n"
        "results['chown'] = attempt(lambda: os.chown(path, os.getuid(), os.getgid()))\n"
        "results['utime'] = attempt(lambda: os.utime(path))\n"
        "results['setxattr'] = attempt(lambda: os.setxattr(path, 'user.x', b'y'))\n"
    )
    assert set(ending["results"].values()) <= {"EPERM", "EROFS", "EACCES"}
    assert set(ending["results"]) == {"chmod", "chown", "utime", "setxattr"}


def test_own_folder(attack):
    """A worker may write, list, remove in its own folder."""
    ending = attack(
        "path = folder + '/mine'\nnamespaces.Path(path).write_text('x')\nresults['list'] = os.listdir(folder)\nos.unlink(path)\n"
    )
    assert ending["results"] == {"list": ["mine"]}


def test_mount_below_a_visible_folder(way, attack, tmp_path):
    """What is mounted below a visible folder is as read-only as the folder."""
    if way.name != "root-namespaces":
        return
    shown = tmp_path / "shown"
    shown.mkdir()
    source = f"results['write'] = attempt(lambda: os.open('{shown}/below/x', os.O_WRONLY | os.O_CREAT))"
    assert attack(source, submount=str(shown))["results"] == {"write": "EROFS"}


def test_file_size(attack):
    """A file stops growing at its limit."""
    ending = attack(
        "results['write'] = attempt(lambda: namespaces.Path(folder, 'big').write_bytes(bytes(2 << 20)))",
        limits={"file_bytes": 1 << 20},
    )
    assert ending["results"] == {"write": "EFBIG"}


def test_scratch_space(way, attack):
    """All files of a worker together are bounded, in bytes and in number."""
    if not way.namespaces:
        return
    ending = attack(
        "def fill():\n"
        "    for index in range(400): namespaces.Path(folder, f'f{index}').write_bytes(bytes(1 << 20))\n"
        "def litter():\n"
        "    for index in range(40000): os.mkdir(f'/dev/shm/{index}')\n"
        "results['fill'], results['litter'] = attempt(fill), attempt(litter)\n"
    )
    assert ending["results"] == {"fill": "ENOSPC", "litter": "ENOSPC"}


def test_open_descriptors(attack):
    """No descriptor that was open around the worker is left to it."""
    ending = attack(
        "def is_open(number):\n"
        "    try: os.fstat(number)\n"
        "    except OSError: return False\n"
        "    return True\n"
        "results['open'] = [number for number in range(3, 5000) if number != output and is_open(number)]\n"
    )
    assert ending["results"] == {"open": []}


def test_the_tests_own_path_is_real(root):
    """The paths above name files that are there, so that refusals are the walls' doing."""
    assert Path(root, "pyproject.toml").is_file()
    assert Path("/etc/passwd").is_file()

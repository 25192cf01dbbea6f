"""What the zygote loads lies in a file, and every process has its own copy of it all the same."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from grader.worker import loaded

BEGIN = """
import gc, os, re, sys
from types import SimpleNamespace
from grader.worker import loaded

def load():
    return [[number, str(number)] for number in range(100_000)], bytearray(b"x" * 5_000_000)

def mappings():
    return re.findall(r"^\\S+ (rw-.) .*/memfd:loaded", open("/proc/self/maps").read(), re.M)

def in_a_child(action):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if action() else 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
"""
OWN_COPIES = """
with loaded.kept_in_a_file([]):
    numbers, block = load()
    assert mappings() == ["rw-s"]
assert mappings() == ["rw-p"], mappings()

def change():
    for place, pair in enumerate(numbers):
        pair[0] = -place
    block[:] = b"y" * len(block)
    del pair
    return numbers[7] == [-7, "7"] and block[-1:] == b"y"

assert in_a_child(change) == 0
assert numbers[7] == [7, "7"] and numbers[-1] == [99_999, "99999"] and set(block) == {ord("x")}
numbers[7][0] = "ours"
assert in_a_child(lambda: numbers[7][0] == "ours" and numbers[8][0] == 8) == 0
print("fine")
"""
GIVEN_BACK = """
with loaded.kept_in_a_file([]):
    numbers, block = load()
    extra = load()
    del extra  # arenas are given back while the file is still shared
    gc.collect()

def use_up():
    global numbers, block
    for _ in range(3):  # what was loaded is let go of, and as much is asked for again
        numbers, block = None, None
        gc.collect()
        numbers, block = load()
    return numbers[50_000] == [50_000, "50000"] and len(block) == 5_000_000

assert in_a_child(use_up) == 0
assert use_up() and in_a_child(use_up) == 0
print("fine")
"""
TWICE = """
with loaded.kept_in_a_file([]):
    first = load()
try:
    with loaded.kept_in_a_file([]):
        second = load()
        raise ImportError("as a library may")
except ImportError:
    pass
assert mappings() and set(mappings()) == {"rw-p"}
assert in_a_child(lambda: first[0][9] == second[0][9] == [9, "9"] and first[1] == second[1]) == 0
print("fine")
"""
REFUSED = """
def refuse(*arguments):
    raise PermissionError(13, "memfd_create")

os.memfd_create = refuse
with loaded.kept_in_a_file([]):
    numbers, block = load()
assert mappings() == [] and numbers[7] == [7, "7"]
assert in_a_child(lambda: numbers[8][0] == 8) == 0
print("fine")
"""
NO_ROOM = """
loaded._room = lambda libc: (0, 0)
with loaded.kept_in_a_file([]):
    numbers, block = load()
assert mappings() == [] and in_a_child(lambda: numbers[8][0] == 8) == 0
print("fine")
"""
NOTHING_COPIED = """
with loaded.kept_in_a_file([]):
    numbers, block = load()
    gc.collect()
    gc.freeze()
sizes = re.findall(r"/memfd:loaded.*?^Size: +(\\d+).*?^Anonymous: +(\\d+)", open("/proc/self/smaps").read(), re.M | re.S)
print(*sizes[0])
"""

HUGE = """
kept = []
with loaded.kept_in_a_file(kept):
    numbers, block = load()
numbers[7][0] = "ours"
ranges = []
libc = loaded._libc()
loaded._libc = lambda: SimpleNamespace(**{name: getattr(libc, name) for name in ("mmap", "munmap")}, madvise=watched)

def watched(start, size, advice):
    ranges.append((start % loaded.HUGE_BYTES, size, advice))
    return libc.madvise(start, size, advice)

loaded.in_huge_pages(kept)
((beside, size, advice),) = ranges
assert beside == 0 and size > 12_000_000 and advice == loaded.MADV_COLLAPSE

def change():
    for place, pair in enumerate(numbers):
        pair[0] = -place
    del pair
    return numbers[-1] == [-99_999, "99999"]

assert in_a_child(change) == 0
assert numbers[7] == ["ours", "7"] and numbers[-1] == [99_999, "99999"] and set(block) == {ord("x")}
assert mappings() == ["rw-p"] and [size >= 15_000_000 for _, size in kept] == [True]
print("fine")
"""


def said(script: str) -> str:
    run = subprocess.run([sys.executable, "-c", BEGIN + script], capture_output=True, text=True, timeout=100, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


pytestmark = pytest.mark.skipif(not loaded.supported(), reason="there is no file in memory here, or another malloc")


@pytest.mark.parametrize("script", [OWN_COPIES, GIVEN_BACK, TWICE], ids=["own copies", "given back", "twice"])
def test_each_process_has_its_own(script: str) -> None:
    """Whoever writes, frees or loads more changes nobody else's memory, and none of it is lost."""
    assert said(script) == "fine"


@pytest.mark.parametrize("script", [REFUSED, NO_ROOM], ids=["refused", "no room"])
def test_where_the_kernel_gives_no_file(script: str) -> None:
    """Things are loaded as they usually are."""
    assert said(script) == "fine"


def test_a_fork_has_little_to_copy() -> None:
    """Small objects and large blocks lie in the file; of its pages hardly one is this process's alone."""
    size, anonymous = map(int, re.findall(r"\d+", said(NOTHING_COPIED)))
    assert size > 15_000
    assert anonymous < size / 20


def test_huge_pages_change_nothing() -> None:
    """The same file in huge pages, as far as the kernel gathers any, holds the same, and what was written before stays."""
    assert said(HUGE) == "fine"

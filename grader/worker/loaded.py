"""Keep what the zygote loads in a file in memory, so that forks need not copy its page tables. Untrusted side; Linux, glibc.

A fork copies the page table entries of memory that was written to, 37,000 of them once torch is imported, and the end of the
worker takes them apart again. Of a private mapping of a file it copies nothing: a page is mapped where it is first touched,
and copied where it is first written to. So what is imported is put into a file (memfd) that is mapped shared, and when all is
there the same file is mapped private at the same place, which changes no byte of it.

Sources: mallopt(3), memfd_create(2), madvise(2), https://docs.python.org/3/c-api/memory.html#customize-pymalloc-arena-allocator
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import mmap
import os
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3
MAP_FIXED, MAP_FAILED, PROT_NONE = 0x10, ctypes.c_void_p(-1).value, 0
READ_WRITE = mmap.PROT_READ | mmap.PROT_WRITE
SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL
ROOM_BYTES = 512 * 1024 * 1024  # of addresses; of memory what is used
FIRST_BYTES = 8 * 1024 * 1024  # more than malloc has left, so that it asks for room
MARGIN_BYTES = 1024 * 1024  # more than is allocated between malloc's asking and ours
LARGE_BYTES = 32 * 1024 * 1024  # from here on malloc maps each block by itself: the most that it can be told
POOL_BYTES = 16 * 1024  # how Python's allocator likes its arenas aligned
USUAL_PAD_BYTES = 128 * 1024
HUGE_BYTES = 2 * 1024 * 1024
MADV_COLLAPSE = 25  # Linux 6.1


class MemoryFile(NamedTuple):
    """A file that holds what was loaded: its descriptor, and how many bytes of it are in use."""

    file: int
    size: int


class _ArenaAllocator(ctypes.Structure):
    _fields_ = [("context", ctypes.c_void_p), ("alloc", ctypes.c_void_p), ("free", ctypes.c_void_p)]


def supported() -> bool:
    """Return whether this system has what it takes."""
    return hasattr(os, "memfd_create") and "CS_GNU_LIBC_VERSION" in os.confstr_names and sys.implementation.name == "cpython"


@contextlib.contextmanager
def kept_in_a_file(files: list[MemoryFile]) -> Iterator[None]:
    """What is allocated inside lies in a file's private mapping afterwards; where there is no such file, as it usually does.

    The file is added to `files` and stays open here; workers close it with all others (`enclosure.seal`). No thread may run
    beside this one, and nothing may be forked inside.

    Raises:
        OSError: the mapping can't be made private; a process that goes on would share its memory with its forks.
    """
    try:
        file = os.memfd_create("loaded", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    except OSError:  # a sysctl or a filter may refuse it: then forks cost what they cost before
        yield
        return
    libc = _libc()
    with contextlib.ExitStack() as closing:
        closing.callback(os.close, file)
        start, size = _room(libc)
        if size <= 0 or not _map(libc, start, size, mmap.MAP_SHARED, file):
            _trim(libc)
            yield
            return
        usual = _arenas_from_malloc(libc)
        try:
            yield
        finally:
            ctypes.pythonapi.PyObject_SetArenaAllocator(ctypes.byref(usual))
            _trim(libc)
            used = min(size, _page_above(libc.sbrk(0)) - start)
            if used > 0 and not _map(libc, start, used, mmap.MAP_PRIVATE, file):
                raise OSError(ctypes.get_errno(), "what was loaded can't be mapped private: workers would share it")
            fcntl.fcntl(file, fcntl.F_ADD_SEALS, SEALS)
            files.append(MemoryFile(file, used))
            closing.pop_all()


def in_huge_pages(files: Iterable[MemoryFile]) -> None:
    """Gather each file in huge pages, as far as the kernel will: a fork then maps, and lets go of, many pages in one step.

    It takes 3 ms a MiB, so it pays where some hundred forks are still to come.
    """
    libc = _libc()
    for file, size in files:
        size = size // HUGE_BYTES * HUGE_BYTES
        room = libc.mmap(None, size + HUGE_BYTES, PROT_NONE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
        if room == MAP_FAILED:
            return
        start = -(-room // HUGE_BYTES) * HUGE_BYTES  # the kernel gathers aligned ranges only
        libc.mmap(start, size, mmap.PROT_READ, mmap.MAP_SHARED | MAP_FIXED, file, 0)
        libc.madvise(start, size, MADV_COLLAPSE)
        libc.munmap(room, size + HUGE_BYTES)


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.sbrk.restype = libc.mmap.restype = libc.malloc.restype = ctypes.c_void_p
    libc.sbrk.argtypes = [ctypes.c_ssize_t]
    libc.malloc.argtypes, libc.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    return libc


def _room(libc: ctypes.CDLL) -> tuple[int, int]:
    """Have malloc ask for much more than it needs; return where nothing was written yet, and how much that is."""
    libc.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
    libc.mallopt(M_TRIM_THRESHOLD, 2 * ROOM_BYTES)
    libc.mallopt(M_TOP_PAD, ROOM_BYTES)
    before = libc.sbrk(0)
    libc.free(libc.malloc(FIRST_BYTES))
    start = _page_above(before + MARGIN_BYTES)
    return start, min(libc.sbrk(0) - start, ROOM_BYTES) // mmap.PAGESIZE * mmap.PAGESIZE


def _map(libc: ctypes.CDLL, start: int, size: int, kind: int, file: int) -> bool:
    os.ftruncate(file, max(size, os.fstat(file).st_size))
    return bool(libc.mmap(start, size, READ_WRITE, kind | MAP_FIXED, file, 0) == start)


def _arenas_from_malloc(libc: ctypes.CDLL) -> _ArenaAllocator:
    """Let Python's small objects lie there too; return the usual allocator, which also frees what came from this one.

    An arena covers whole pages of its block: to unmap them, as the usual one does, takes nothing from malloc but the block.
    """
    usual = _ArenaAllocator()
    ctypes.pythonapi.PyObject_GetArenaAllocator(ctypes.byref(usual))
    alloc = ctypes.cast(libc.aligned_alloc, ctypes.c_void_p).value  # (context, size) is (alignment, size)
    ctypes.pythonapi.PyObject_SetArenaAllocator(ctypes.byref(_ArenaAllocator(POOL_BYTES, alloc, usual.free)))
    return usual


def _trim(libc: ctypes.CDLL) -> None:
    """Give back the room that was not needed: a worker's limit counts from the addresses that are taken."""
    libc.mallopt(M_TOP_PAD, USUAL_PAD_BYTES)
    libc.malloc_trim(0)
    libc.mallopt(M_TRIM_THRESHOLD, 2 * LARGE_BYTES)


def _page_above(address: int) -> int:
    return -(-address // mmap.PAGESIZE) * mmap.PAGESIZE

"""What the zygote does beside forking: after many forks it makes further ones cheaper, once."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from grader.worker import enclosure, loaded, zygote
from tests.missing import missing


def test_many_forks_are_worth_huge_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before them it would cost more than it saves."""
    if not hasattr(os, "pidfd_open"):
        missing("there is no pidfd_open here: Linux has it")
    gathered: list[list[loaded.MemoryFile]] = []
    monkeypatch.setattr(enclosure, "fork", lambda inside: os.getpid())
    monkeypatch.setattr(loaded, "in_huge_pages", gathered.append)
    monkeypatch.setattr(zygote, "MANY_FORKS", 3)
    forking = object.__new__(zygote.Zygote)
    forking.enclosure = SimpleNamespace(namespaces=True)
    forking.children, forking.files, forking.forks = {}, [loaded.MemoryFile(7, 100)], 0
    found = []
    for number in range(5):
        forking.fork(number, {}, [])
        found.append(len(gathered))
    for child in forking.children.values():
        os.close(child.pidfd)
    assert found == [0, 0, 1, 1, 1]
    assert gathered == [[loaded.MemoryFile(7, 100)]]

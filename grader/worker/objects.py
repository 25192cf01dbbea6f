"""What a worker keeps for the judge: objects by number, and the two modules. Runs in the worker."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from types import ModuleType

from grader.wire.values import Handle, ModuleName

MAX_TYPE_NAME = 48


class MissingName(AttributeError):
    """The module has no such name; the text is the name, and one that is close to it if there is one."""


class Objects:
    """The objects that the judge holds handles on."""

    def __init__(self) -> None:
        self.kept: dict[int, object] = {}
        self.modules: dict[str, ModuleType] = {}
        self.next_number = 1

    def keep(self, value: object) -> Handle:
        """Give a handle for an object and hold on to it until it is released."""
        number = self.next_number
        self.next_number += 1
        self.kept[number] = value
        return Handle(number, type(value).__name__[:MAX_TYPE_NAME])

    def find(self, reference: Handle | ModuleName) -> object:
        """Return what a handle or a name of a module stands for."""
        if isinstance(reference, Handle):
            return self.kept[reference.number]
        module = self.modules[reference.module]
        if reference.name not in vars(module):
            raise MissingName(" ".join([reference.name, *difflib.get_close_matches(reference.name, vars(module), n=1)]))
        return vars(module)[reference.name]

    def release(self, numbers: Iterable[int]) -> None:
        """Let go of objects whose handles are gone."""
        for number in numbers:
            self.kept.pop(number, None)

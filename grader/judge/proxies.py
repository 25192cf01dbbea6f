"""What a suite holds of things that stay in the worker: modules, names, objects. Judge's side.

Everything here is a question across the wire; nothing of the learner's runs in this process.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.judge.call import Call, Indexing, written
from grader.judge.failure import Failure
from grader.judge.line import Line
from grader.wire.values import Handle, ModuleName
from grader.words.messages import Message

MAX_ITERATIONS = 10_000


class Target:
    """Something in the worker that can be called and asked for its parts."""

    _line: Line
    _reference: Handle | ModuleName
    _title: str  # as a learner would write it: the name, or the call that made the object
    _root: str  # the name in the learner's file that it is a part of, where it has one

    def __init__(self, line: Line, reference: Handle | ModuleName, title: str) -> None:
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_reference", reference)
        object.__setattr__(self, "_title", title)
        object.__setattr__(self, "_root", title)

    def _ask(self, operation: str, **fields: object) -> object:
        return self._line.ask(operation, target=self._reference, **fields)

    def __call__(self, *args: object, **kwargs: object) -> object:
        return self._call(args, kwargs, keep_inputs=False)

    def _call(self, args: tuple[object, ...], kwargs: dict[str, object], keep_inputs: bool) -> object:
        self._note_call(args, kwargs)
        value = self._ask("call", args=args, kwargs=kwargs, keep_inputs=keep_inputs)
        if isinstance(value, Remote):
            object.__setattr__(value, "_title", self._making(value, args, kwargs))
        return value

    def _making(self, made: Remote, args: tuple[object, ...], kwargs: dict[str, object]) -> str:
        """Return the call that made an object; a prop that gives back what it was given, in a mode say, made nothing."""
        if not self._is_prop():
            return written(self._title, args, kwargs)
        given = args[0] if args else None
        return given._title if isinstance(given, Remote) and given._is_like(made) else made._title

    def _note_call(self, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        if not self._is_prop():  # what the suite's own props are asked says nothing to a learner
            self._line.last_call = Call(self._title, args, tuple(kwargs.items()))
        self._line.called.append(self._root)

    def _is_prop(self) -> bool:
        return isinstance(self._reference, ModuleName) and self._reference.module == "props"

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        value = self._ask("get", name=name)
        if isinstance(value, Remote):
            object.__setattr__(value, "_title", f"{self._title}.{name}")
            object.__setattr__(value, "_root", self._root)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        self._ask("set", name=name, value=value)

    def __len__(self) -> int:
        length = self._ask("length")
        return length if isinstance(length, int) else -1

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, index: object) -> object:
        self._line.last_call = Indexing(self._title, index)
        return self._ask("item", index=index)

    def __iter__(self) -> Iterator[object]:
        iterator = self._ask("iterate")
        for _ in range(MAX_ITERATIONS):
            element = self._line.ask("next", target=iterator)
            if not isinstance(element, tuple) or len(element) != 1:
                return
            yield element[0]
        raise Failure(Message("the iteration did not end after {count} elements", {"count": MAX_ITERATIONS}))

    def __add__(self, other: object) -> object:
        return self._line.ask("add", left=self, right=other)


class RemoteName(Target):
    """A name of the worker's submission or props module; nothing is asked before it is used."""


class Remote(Target):
    """An object that stays in the worker."""

    def _is_like(self, other: Remote) -> bool:
        """Whether both are said to be of one class: good enough for a title."""
        mine, theirs = self._reference, other._reference
        return isinstance(mine, Handle) and isinstance(theirs, Handle) and mine.type_name == theirs.type_name

    def __del__(self) -> None:
        reference = self._reference
        if isinstance(reference, Handle):
            self._line.released.append(reference.number)


class Submission:
    """The learner's module, or a props module: its names are `RemoteName`s."""

    def __init__(self, line: Line, module: str) -> None:
        self._line = line
        self._module = module

    def __getattr__(self, name: str) -> RemoteName:
        if name.startswith("_"):
            raise AttributeError(name)
        return RemoteName(self._line, ModuleName(self._module, name), name)

    def folder(self, files: dict[str, bytes]) -> str:
        """Make a fresh folder in the worker with these files and return its path; "name/" is an empty folder."""
        return str(self._line.ask("folder", files=files))


def type_names(remote: Target) -> tuple[str, ...]:
    """Return the class names of an object in the worker, its own first."""
    names = remote._ask("types")
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def build_remote(line: Line, handle: Handle) -> Remote:
    """Return what stands for a worker's object on this side."""
    return Remote(line, handle, f"<{handle.type_name}>")


def keep_reference(value: object) -> Handle | ModuleName | None:
    """Return what to send for a proxy; nothing else that is no data leaves the judge."""
    return value._reference if isinstance(value, Target) else None

"""See forbidden operations while the learner's functions run: a teaching rule, not a wall. Runs in the worker."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from types import CodeType, FrameType, ModuleType, TracebackType

import torch
from torch._ops import OpOverload, OpOverloadPacket
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from grader.worker.syntax import reached_names

Fields = dict[str, object]
ATEN = "torch.ops.aten."


class Watch:
    """Context manager around each watched call; `forbidden` holds "operations" (aten names) and "functions" (dotted names).

    Three looks, as each misses something: a dispatch mode sees operations however they are reached, a function mode and
    a profile function see composites that dispatch as other operations, the syntax tree names what was reached for.
    Modes belong to one thread: in those that a learner starts, the profile function is the only look.
    """

    def __init__(self, forbidden: dict[str, list[str]], file_name: str) -> None:
        self.operations = frozenset(forbidden["operations"])
        self.functions = {name: found for name in forbidden["functions"] if (found := _resolve(name))}
        self.codes = {code: name for name, found in self.functions.items() for code in _codes(found)}
        self.objects = {id(found): name for name, found in self.functions.items()}
        self.file_name = file_name
        self.seen: dict[tuple[str, int], None] = {}
        self.stack = contextlib.ExitStack()

    def __enter__(self) -> None:
        self.stack.enter_context(_DispatchWatch(self))
        self.stack.enter_context(_FunctionWatch(self))
        previous = sys.getprofile()
        self.stack.callback(sys.setprofile, previous)
        self.stack.callback(threading.setprofile, threading.getprofile())
        threading.setprofile(self._profile_thread)
        sys.setprofile(self._profile)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stack.close()

    def breaches(self, module: ModuleType, names: list[str]) -> list[Fields]:
        """Return what was seen and what the source reaches from `names`: operation and line, each once."""
        for name, line in reached_names(self.file_name, names):
            found = _resolve(name)
            if found is not None and id(found) in self.objects:
                self.note(self.objects[id(found)], line)
            elif name.startswith(ATEN) and (operation := "aten::" + name.removeprefix(ATEN).split(".")[0]) in self.operations:
                self.note(operation, line)
        return [{"operation": name, "line": line} for name, line in self.seen]

    def note(self, name: str, line: int) -> None:
        """Remember a forbidden operation that the learner's line reached."""
        self.seen.setdefault((name, line))

    def note_here(self, name: str, frame: FrameType | None) -> None:
        """Remember it at the nearest line of the learner's file."""
        self.note(name, self._own_line(frame))

    def _own_line(self, frame: FrameType | None) -> int:
        while frame is not None:
            if frame.f_code.co_filename == self.file_name:
                return frame.f_lineno
            frame = frame.f_back
        return 0

    def _profile(self, frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code in self.codes:
            self.note_here(self.codes[frame.f_code], frame)
        elif event == "c_call" and id(argument) in self.objects:
            self.note_here(self.objects[id(argument)], frame)

    def _profile_thread(self, frame: FrameType, event: str, argument: object) -> None:
        self._profile(frame, event, argument)
        if event == "c_call" and isinstance(getattr(argument, "__self__", None), torch.Tensor):
            method = getattr(torch.Tensor, getattr(argument, "__name__", ""), None)
            if id(method) in self.objects:
                self.note_here(self.objects[id(method)], frame)


class _DispatchWatch(TorchDispatchMode):
    def __init__(self, watch: Watch) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.watch = watch

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        name = func._schema.name
        if name in self.watch.operations:
            self.watch.note_here(name, sys._getframe(1))
        return func(*args, **(kwargs or {}))


class _FunctionWatch(TorchFunctionMode):
    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.watch = watch

    def __torch_function__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        if id(func) in self.watch.objects:
            self.watch.note_here(self.watch.objects[id(func)], sys._getframe(1))
        elif (name := _operation(func)) in self.watch.operations:
            self.watch.note_here(name, sys._getframe(1))
        return func(*args, **(kwargs or {}))


def _operation(found: object) -> str:
    """Return the dispatcher's name of one of torch.ops: a composite is called other things by the time it gets there."""
    if isinstance(found, OpOverload):
        return str(found._schema.name)
    return str(found._qualified_op_name) if isinstance(found, OpOverloadPacket) else ""


def _resolve(name: str) -> object | None:
    parts = name.split(".")
    for split in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:split]))
            for part in parts[split:]:
                found = getattr(found, part)
        except (ImportError, AttributeError):
            continue
        return found
    return None


def _codes(found: object) -> Iterator[CodeType]:
    candidates: list[object] = [found]
    if isinstance(found, type):
        base: Callable[..., None] = torch.nn.Module.__init__
        candidates = [
            method
            for name in ("__init__", "forward", "__call__", "__iter__")
            if (method := getattr(found, name, None)) is not base
        ]
        if not issubclass(found, torch.nn.Module):
            candidates = [method for method in candidates if method is not object.__init__]
        else:
            candidates = [method for method in candidates if method is not torch.nn.Module.__call__]
    for candidate in candidates:
        inner = getattr(candidate, "_implementation", candidate)  # NumPy's functions hide theirs behind a dispatcher
        inner = inspect.unwrap(inner) if callable(inner) else inner  # what stands around it, as no_grad's, is not its own
        code = getattr(inner, "__code__", None)
        if isinstance(code, CodeType) and code.co_name not in ("fn", "wrapper", "_wrapped_call_impl"):
            yield code

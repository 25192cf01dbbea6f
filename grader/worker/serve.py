"""The worker's loop: answer the judge's requests about one learner's file. Runs in the worker."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch

from grader.wire.decode import decode
from grader.wire.encode import encode
from grader.wire.frames import ConnectionEnded, check_size, receive_frame, send_frame
from grader.wire.generators import seed_generators
from grader.wire.requests import unpack_request
from grader.worker.faults import describe_exception
from grader.worker.modules import load_module, run_lines
from grader.worker.objects import Objects
from grader.worker.watch import Watch

Fields = dict[str, object]


class Worker:
    """Holds the learner's module and answers one request at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.pid = os.getpid()
        self.objects = Objects()
        self.file_name = ""
        self.watch: Watch | None = None
        self.operations: dict[str, Callable[..., object]] = {
            "begin": self.begin,
            "load": self.load,
            "props": self.props,
            "call": self.call,
            "get": lambda target, name: getattr(target, name),
            "set": lambda target, name, value: setattr(target, name, value),
            "length": lambda target: len(target),
            "item": lambda target, index: target[index],
            "iterate": lambda target: iter(target),
            "next": self.next,
            "add": lambda left, right: left + right,
            "types": lambda target: [kind.__name__ for kind in type(target).__mro__],
            "gradients": self.gradients,
            "folder": self.folder,
            "example": self.example,
            "watch": self.start_watch,
            "unwatch": self.stop_watch,
        }

    def serve(self) -> None:
        """Answer until the judge hangs up."""
        while True:
            try:
                payload = receive_frame(self.connection)
            except ConnectionEnded:
                return
            reply = self.answer(payload)
            if os.getpid() != self.pid:
                os._exit(0)  # the learner's code forked: a child must not answer for the worker
            send_frame(self.connection, reply)

    def answer(self, payload: bytes) -> bytearray:
        """Return the reply to a request; whatever the learner's code raises becomes a value."""
        try:
            released, request = unpack_request(payload)
            self.objects.release(released)
            reply = encode({"ok": self.perform(decode(request, self.objects.find))}, self.objects.keep)
            check_size(reply)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are a learner's answer like any other
            reply = encode({"raised": describe_exception(error, self.file_name)}, self.objects.keep)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(BaseException):  # a learner may have closed or replaced it
                stream.flush()
        return reply

    def perform(self, request: object) -> object:
        """Run one request: `{"op": name, ...}`."""
        if not isinstance(request, dict):
            raise TypeError("a request is a dict")
        return self.operations[request.pop("op")](**request)

    def begin(self, seed: int) -> None:
        """Begin a criterion: what an earlier one made is let go of, and what is drawn here depends on the seed alone."""
        self.objects.kept.clear()
        seed_generators(seed)

    def load(self, source: str, name: str, file_name: str) -> None:
        """Import the learner's file."""
        self.file_name = file_name
        self.objects.modules["submission"] = load_module(source, name, file_name)

    def props(self, source: str, name: str) -> None:
        """Import what the suite needs on this side."""
        self.objects.modules["props"] = load_module(source, name, f"{name}.py")

    def call(self, target: Callable[..., object], args: tuple[object, ...], kwargs: Fields, keep_inputs: bool) -> object:
        """Call something; with `keep_inputs` the arguments as they are afterwards come back too."""
        with self.watch or contextlib.nullcontext():
            result = target(*args, **kwargs)
        return (result, args, kwargs) if keep_inputs else result

    def next(self, target: object) -> tuple[object, ...]:
        """Return the next element in a tuple, or an empty tuple at the end."""
        try:
            return (next(target),)  # type: ignore[call-overload]
        except StopIteration:
            return ()

    def gradients(
        self, target: Callable[..., torch.Tensor], args: tuple[object, ...], kwargs: Fields, cotangent: torch.Tensor
    ) -> tuple[object, ...]:
        """Return a gradient (None where there is no path) for each argument that requires one."""
        inputs = [value for value in (*args, *kwargs.values()) if isinstance(value, torch.Tensor) and value.requires_grad]
        result = target(*args, **kwargs)
        if not isinstance(result, torch.Tensor) or not result.requires_grad:
            return tuple(None for _ in inputs)
        return torch.autograd.grad(result, inputs, cotangent, allow_unused=True)

    def folder(self, files: dict[str, bytes]) -> str:
        """Make a fresh folder with these files; a name that ends in a slash is an empty folder."""
        root = _new_folder(Path(tempfile.gettempdir()))
        for name, data in files.items():
            path = root / name
            if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        return str(root)

    def example(self, lines: list[str]) -> object:
        """Run lines as if they stood at the end of the learner's file; return the value of the last."""
        return run_lines(self.objects.modules["submission"], lines)

    def start_watch(self, forbidden: dict[str, list[str]]) -> None:
        """Watch the calls that follow for forbidden operations."""
        self.watch = Watch(forbidden, self.file_name)

    def stop_watch(self, names: list[str]) -> list[Fields]:
        """Return what was seen since `start_watch`, with what the source reaches from `names`."""
        watch, self.watch = self.watch, None
        return watch.breaches(self.objects.modules["submission"], names) if watch else []


def _new_folder(parent: Path) -> Path:
    """Make a folder whose name is the same for whoever is graded: answers may hold it."""
    number = 1
    while os.path.lexists(folder := parent / f"folder-{number}"):
        number += 1
    folder.mkdir()
    return folder


def redirect_output(output: int) -> None:
    """Move the standard descriptors away from the judge's: input is empty, output goes to the capped pipe."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - open for the worker's life
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115 - open for the worker's life
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115 - open for the worker's life


def begin(connection: socket.socket, walls: tuple[str, ...]) -> None:
    """Tell the judge which walls stand, then serve; ends with the connection."""
    send_frame(connection, encode({"ok": walls}, lambda value: None))
    with contextlib.suppress(ConnectionEnded):
        Worker(connection).serve()

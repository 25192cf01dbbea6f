"""The floor under a verdict: the same criteria in the judge's own process, without worker, wire or walls. For the bench alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import SimpleNamespace
from unittest import mock

import numpy as np
import torch
from PIL import Image

from grader.judge.failure import Raised
from grader.judge.line import Line
from grader.judge.proxies import Target, build_remote
from grader.judge.transcript import Transcript
from grader.wire.values import Handle, ModuleName
from grader.words.ending import Limits
from grader.worker import preload
from grader.worker.faults import describe_exception
from grader.worker.serve import Worker

DATA = (
    bool, int, float, complex, str, bytes, torch.Tensor, np.ndarray, np.generic, Image.Image, torch.dtype, torch.device, slice,
    type(None),
)  # fmt: skip


class BareLine(Line):
    """Performs each request at once, in this process; values are handed over as they are."""

    def __init__(self, worker: object, *arguments: object) -> None:
        super().__init__(worker, *arguments)  # type: ignore[arg-type]
        self.performer = Worker(None)  # type: ignore[arg-type]

    def greeting(self) -> tuple[str, ...]:
        """There are no walls."""
        return ()

    def begin(self, seed: int) -> None:
        """Begin a criterion."""
        self.transcript, self.last_call = Transcript(), None
        self.called.clear()
        self.path = None  # without answers that cross, nothing can be remembered of them: each submission is judged anew
        self.performer.begin(seed)

    def ask(self, operation: str, **fields: object) -> object:
        """Perform the request."""
        try:
            result = self.performer.perform({"op": operation, **{key: self._sent(v) for key, v in fields.items()}})
        except Exception as error:
            raise Raised(describe_exception(error, self.performer.file_name), self.last_call) from None
        return self._received(result)

    def end(self) -> None:
        """There is nothing to end."""

    def _sent(self, value: object) -> object:
        if isinstance(value, (Target, Handle, ModuleName)):
            return self.performer.objects.find(value._reference if isinstance(value, Target) else value)
        if isinstance(value, (list, tuple)):
            return type(value)(self._sent(item) for item in value)
        return {key: self._sent(item) for key, item in value.items()} if isinstance(value, dict) else value

    def _received(self, value: object) -> object:
        if isinstance(value, DATA):
            return value
        if type(value) in (list, tuple):
            return type(value)(self._received(item) for item in value)  # type: ignore[call-overload]
        if type(value) is dict:
            return {key: self._received(item) for key, item in value.items()}
        return build_remote(self, self.performer.objects.keep(value))


class BareLauncher:
    """Starts nothing."""

    level = "bare"
    outer_walls: tuple[str, ...] = ()

    def preload(self, names: frozenset[str]) -> None:
        """Import what a zygote would have imported."""
        preload.import_modules(sorted(names))

    def start(self, limits: Limits) -> SimpleNamespace:
        """Return what looks like a worker."""
        output = SimpleNamespace(text=lambda: "")
        return SimpleNamespace(limits=limits, seconds_left=limits.wall_seconds, ending=None, output=output)

    def close(self) -> None:
        """Nothing was started."""


@contextlib.contextmanager
def without_workers() -> Iterator[None]:
    """Judge in this process while this lasts."""
    with (
        mock.patch("grader.judge.session.open_launcher", lambda *arguments, **options: BareLauncher()),
        mock.patch("grader.judge.workers.Line", BareLine),
    ):
        yield

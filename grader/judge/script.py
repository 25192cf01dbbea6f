"""A failing case as plain Python that runs the learner's own file: inputs only, never what was expected. Judge's side."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import numpy as np
import torch
from PIL import Image

from grader.judge.transcript import Step, Transcript
from grader.wire.arrays import squeeze_expanded
from grader.wire.decode import decode
from grader.wire.frames import WireError
from grader.wire.values import Handle, ModuleName

MAX_ELEMENTS = 20_000
UNSEEN = ("types", "watch", "unwatch")
SEEDERS = ("torch.manual_seed", "random.seed", "np.random.seed")


def script_of(transcript: Transcript) -> str:
    """Return the statements that do what the shown steps did; `submission` and `props` are modules, `folder` makes a folder."""
    writer = _Writer()
    steps = [step for step in transcript.shown if step.operation not in UNSEEN and not _is_end(step)]
    for step in steps[:-1]:
        writer.write(step)
        if "raised" in step.answered:  # it had to raise, and the criterion went on
            writer.lines[-1] = f"with contextlib.suppress(Exception):\n    {writer.lines[-1]}"
    for step in steps[-1:]:
        writer.write(step)
    seeded = [f"{name}({transcript.seed % 2**32})" for name in SEEDERS] if transcript.seed is not None else []
    return "\n".join([*seeded, *writer.lines])


def _is_end(step: Step) -> bool:
    return step.operation == "next" and step.answered.get("ok") == ()


class _Writer:
    """Writes one statement a step; objects that stayed in the worker are the results of earlier statements."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: dict[int, str] = {}

    def write(self, step: Step) -> None:
        request: Any = decode(step.request, lambda reference: reference)
        name = f"result_{len(self.lines) + 1}"
        writer = getattr(self, f"_{step.operation}", None)
        if writer is None:
            self.lines.append(f"# {step.operation} is not shown here")
            return
        self.lines.append(writer(name, request))
        with contextlib.suppress(WireError):  # an answer that was none made no object
            answer: Any = decode(step.answer or b"", lambda reference: reference)
            self._place(name, answer.get("ok") if isinstance(answer, dict) else None)

    def _place(self, expression: str, value: object) -> None:
        if isinstance(value, Handle):
            self.places[value.number] = expression
        elif isinstance(value, (list, tuple)):
            for index, item in enumerate(value):
                self._place(f"{expression}[{index}]", item)
        elif isinstance(value, dict):
            for key, item in value.items():
                self._place(f"{expression}[{key!r}]", item)

    def _call(self, name: str, request: Any) -> str:
        call = f"{self.literal(request['target'])}({self._arguments(request)})"
        if request["keep_inputs"]:
            return f"{name} = ({call},)"
        return f"{name} = {call}"

    def _gradients(self, name: str, request: Any) -> str:
        call = f"{self.literal(request['target'])}({self._arguments(request)})"
        return f"{name} = {call}  # then backward from it, with {self.literal(request['cotangent'])}"

    def _get(self, name: str, request: Any) -> str:
        return f"{name} = {self.literal(request['target'])}.{request['name']}"

    def _set(self, name: str, request: Any) -> str:
        return f"{self.literal(request['target'])}.{request['name']} = {self.literal(request['value'])}"

    def _length(self, name: str, request: Any) -> str:
        return f"{name} = len({self.literal(request['target'])})"

    def _item(self, name: str, request: Any) -> str:
        return f"{name} = {self.literal(request['target'])}[{self.literal(request['index'])}]"

    def _iterate(self, name: str, request: Any) -> str:
        return f"{name} = iter({self.literal(request['target'])})"

    def _next(self, name: str, request: Any) -> str:
        return f"{name} = (next({self.literal(request['target'])}),)"

    def _add(self, name: str, request: Any) -> str:
        return f"{name} = {self.literal(request['left'])} + {self.literal(request['right'])}"

    def _folder(self, name: str, request: Any) -> str:
        return f"{name} = folder({self.literal(request['files'])})"

    def _arguments(self, request: Any) -> str:
        parts = [self.literal(value) for value in request["args"]]
        return ", ".join(parts + [f"{key}={self.literal(value)}" for key, value in request["kwargs"].items()])

    def literal(self, value: object) -> str:
        """Return an expression that builds the value."""
        if isinstance(value, ModuleName):
            return f"{value.module}.{value.name}"
        if isinstance(value, Handle):
            return self.places.get(value.number, "None")
        for kind, written in _LITERALS:
            if isinstance(value, kind):
                return str(written(self, value))
        return repr(value)

    def _sequence(self, value: Any) -> str:
        inner = ", ".join(self.literal(item) for item in value)
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"

    def _mapping(self, value: Any) -> str:
        return "{" + ", ".join(f"{self.literal(key)}: {self.literal(item)}" for key, item in value.items()) + "}"


def _tensor(writer: _Writer, value: torch.Tensor) -> str:
    dtype = str(value.dtype)
    if value.is_meta or value.layout is not torch.strided:
        return f"torch.zeros({list(value.shape)}, dtype={dtype}, device={str(value.device)!r})"
    if value.numel() > MAX_ELEMENTS:
        return f"torch.rand({list(value.shape)}).to({dtype})"
    if (narrow := squeeze_expanded(value)) is not value:
        return f"{_tensor(writer, narrow)}.expand({list(value.shape)})"
    text = f"torch.tensor({_numbers(value.detach().cpu().tolist())}, dtype={dtype})"
    if 0 in value.shape:
        text = f"torch.zeros({list(value.shape)}, dtype={dtype})"
    if value.device.type != "cpu":
        text += f".to({str(value.device)!r})"
    if not value.is_contiguous():
        text = f"torch.empty_strided({list(value.shape)}, {list(value.stride())}, dtype={dtype}).copy_({text})"
    return text + (".requires_grad_()" if value.requires_grad else "")


def _numbers(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_numbers(item) for item in value) + "]"
    return _float(value) if isinstance(value, float) else repr(value)


def _float(value: float) -> str:
    return repr(value) if math.isfinite(value) else f'float("{value}")'


def _array(writer: _Writer, value: np.ndarray) -> str:
    return f"np.array({_numbers(value.tolist())}, dtype={str(value.dtype)!r}).reshape({list(value.shape)})"


def _picture(writer: _Writer, value: Image.Image) -> str:
    return f"Image.frombytes({value.mode!r}, {value.size}, {value.tobytes()!r})"


_LITERALS: tuple[tuple[type, Any], ...] = (
    (torch.Tensor, _tensor),
    (np.ndarray, _array),
    (Image.Image, _picture),
    (torch.device, lambda writer, value: f"torch.device({str(value)!r})"),
    (bool, lambda writer, value: repr(value)),
    (float, lambda writer, value: _float(value)),
    (list, _Writer._sequence),
    (tuple, _Writer._sequence),
    (dict, _Writer._mapping),
)

"""A call as a learner would write it, small inputs as grids: what a failed criterion shows. Judge's side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import torch

from grader.judge.describe import describe, grid, kind_and_shape
from grader.words.messages import Message

IN_CALL = "in the call {call}"
NAMES = ("x", "y", "z", "u", "v", "w")
MAX_SIDE, MAX_SLICES = 8, 4


@dataclass(frozen=True)
class Call:
    """What was last called, with which arguments."""

    title: str
    args: tuple[object, ...] = ()
    kwargs: tuple[tuple[str, object], ...] = ()

    def messages(self) -> tuple[Message, ...]:
        """Return the call in one line, then each of its small matrices as a grid under the name that it has there."""
        grids: list[Message] = []
        names = iter(NAMES)
        written = [self._written(value, next(names, "x") if _fits(value) else "", grids) for value in self.args]
        written += [f"{key}={self._written(value, key, grids)}" for key, value in self.kwargs]
        return (Message(IN_CALL, {"call": f"{self.title}({', '.join(written)})"}), *grids)

    def _written(self, value: object, name: str, grids: list[Message]) -> str:
        if not isinstance(value, (torch.Tensor, np.ndarray)) or not _fits(value):
            return describe(value)
        tensor = value if isinstance(value, torch.Tensor) else torch.from_numpy(np.ascontiguousarray(value))
        lines = tuple(f"    {line}" for line in _lines(tensor.detach().cpu()))
        grids.append(Message("with {name} = {kind}:", {"name": name, "kind": kind_and_shape(value)}, lines))
        return name


@dataclass(frozen=True)
class Indexing:
    """`title[index]`."""

    title: str
    index: object

    def messages(self) -> tuple[Message, ...]:
        """Return it in one line."""
        return (Message(IN_CALL, {"call": f"{self.title}[{self.index!r}]"}),)


def _fits(value: object) -> bool:
    if isinstance(value, torch.Tensor):
        if value.is_meta or value.layout is not torch.strided:
            return False
    elif not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return False
    shape = tuple(value.shape)
    slices = int(np.prod(shape[:-2]))
    return len(shape) >= 2 and all(1 <= side <= MAX_SIDE for side in shape[-2:]) and 1 <= slices <= MAX_SLICES


def _lines(tensor: torch.Tensor) -> list[str]:
    leading = tensor.shape[:-2]
    lines: list[str] = []
    for place in product(*(range(side) for side in leading)):
        if leading.numel() > 1:
            lines.append(f"[{', '.join(map(str, place))}]")
        lines += grid(tensor[place])
    return lines

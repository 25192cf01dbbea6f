"""A call as a learner would write it, small inputs as grids: what a failed criterion shows. Judge's side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import torch

from grader.judge.describe import describe, grid, kind_and_shape, number
from grader.words.messages import Message
from grader.words.picture import Grid

IN_CALL = "in the call {call}"
NAMES = ("x", "y", "z", "u", "v", "w")
MAX_SIDE, MAX_SLICES = 8, 4
MAX_MAKING, MAX_ARGUMENT, CUT = 80, 32, "..."

Named = tuple[str, str, torch.Tensor]


@dataclass(frozen=True)
class Call:
    """What was last called, with which arguments."""

    title: str
    args: tuple[object, ...] = ()
    kwargs: tuple[tuple[str, object], ...] = ()

    def messages(self) -> tuple[Message, ...]:
        """Return the call in one line, then each of its small matrices as a grid under the name that it has there."""
        written, found = self._parts()
        grids = (
            Message("with {name} = {kind}:", {"name": name, "kind": kind}, tuple(f"    {line}" for line in _lines(tensor)))
            for name, kind, tensor in found
        )
        return (Message(IN_CALL, {"call": f"{self.title}({', '.join(written)})"}), *grids)

    def inputs(self) -> tuple[Grid, ...]:
        """Return the same matrices as numbers."""
        return tuple(
            Grid(name, kind, tuple(" ".join(map(number, row)) for row in tensor[place].tolist()), _index(place))
            for name, kind, tensor in self._parts()[1]
            for place in _places(tensor)
        )

    def _parts(self) -> tuple[list[str], list[Named]]:
        """Return the arguments as they are written, and the small matrices among them with their names and kinds."""
        found: list[Named] = []
        names = iter(NAMES)
        written = [self._written(value, next(names, "x") if _fits(value) else "", found) for value in self.args]
        written += [f"{key}={self._written(value, key, found)}" for key, value in self.kwargs]
        return written, found

    def _written(self, value: object, name: str, found: list[Named]) -> str:
        if not isinstance(value, (torch.Tensor, np.ndarray)) or not _fits(value):
            return describe(value)
        tensor = value if isinstance(value, torch.Tensor) else torch.from_numpy(np.ascontiguousarray(value))
        found.append((name, kind_and_shape(value), tensor.detach().cpu()))
        return name


@dataclass(frozen=True)
class Indexing:
    """`title[index]`."""

    title: str
    index: object

    def messages(self) -> tuple[Message, ...]:
        """Return it in one line."""
        return (Message(IN_CALL, {"call": f"{self.title}[{self.index!r}]"}),)

    def inputs(self) -> tuple[Grid, ...]:
        """Return nothing: an index is no matrix."""
        return ()


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
    lines: list[str] = []
    for place in _places(tensor):
        lines += [_index(place)] if tensor.shape[:-2].numel() > 1 else []
        lines += grid(tensor[place])
    return lines


def _places(tensor: torch.Tensor) -> Iterator[tuple[int, ...]]:
    return product(*(range(side) for side in tensor.shape[:-2]))


def _index(place: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, place))}]"


def written(title: str, args: tuple[object, ...], kwargs: dict[str, object]) -> str:
    """Return the call that made an object in so few words that a longer call of the object can hold it.

    It is the judge's own record of what it asked for; what a worker says of its object is not looked at.
    """
    parts = [_short(describe(value)) for value in args] + [f"{key}={_short(describe(value))}" for key, value in kwargs.items()]
    call = f"{title}({', '.join(parts)})"
    return call if len(call) <= MAX_MAKING else f"{title}({CUT})" if len(title) <= MAX_MAKING else title


def _short(text: str) -> str:
    return text if len(text) <= MAX_ARGUMENT else CUT

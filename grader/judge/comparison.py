"""Compare what came back with what is right, by value, and say where it differs. Judge's side: plain data only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import torch
from PIL import Image

from grader.judge.describe import describe, grid, number, window
from grader.judge.failure import Failure
from grader.judge.picture import draw, draw_pixels
from grader.words.messages import Message, Parameter

# torch.testing.assert_close's own, https://docs.pytorch.org/docs/stable/testing.html
TOLERANCES: dict[torch.dtype, tuple[float, float]] = {
    torch.float16: (1e-3, 1e-5),
    torch.bfloat16: (1.6e-2, 1e-5),
    torch.float32: (1.3e-6, 1e-5),
    torch.float64: (1e-7, 1e-7),
    torch.complex64: (1.3e-6, 1e-5),
    torch.complex128: (1e-7, 1e-7),
}


RESULT = "the result"


def same(
    got: object, expected: object, *, what: str | Message = RESULT, rtol: float | None = None, atol: float | None = None
) -> None:
    """Fail the criterion unless `got` equals `expected`: exact types, dtype, device, shape; values as assert_close does.

    Recurses into tuples, lists and dicts. NaN equals NaN. Numbers that are floats are compared with float32's tolerances
    unless `rtol` and `atol` are given. `what` is named in the message: a phrase of the catalogue, or a Message with fields.
    """
    Comparison(rtol, atol).compare(got, expected, Message(what) if isinstance(what, str) else what)


class Comparison:
    """One comparison's tolerances."""

    def __init__(self, rtol: float | None, atol: float | None) -> None:
        self.rtol = rtol
        self.atol = atol

    def compare(self, got: object, expected: object, what: Message) -> None:
        """Compare two values of any kind that crosses the wire."""
        for kind, comparer in _COMPARERS:
            if isinstance(expected, kind):
                if not isinstance(got, kind) or (kind is not bool and isinstance(got, bool) and not isinstance(expected, bool)):
                    raise _different("{what}: expected {expected}, got {got}", what, got, expected)
                comparer(self, got, expected, what)
                return
        if type(got) is not type(expected) or got != expected:
            raise _different("{what}: expected {expected}, got {got}", what, got, expected)

    def tensor(self, got: torch.Tensor, expected: torch.Tensor, what: Message) -> None:
        """Compare two tensors."""
        if tuple(got.shape) != tuple(expected.shape):
            raise _facts("{what} has the shape {got}, expected {expected}", what, list(got.shape), list(expected.shape))
        if got.dtype != expected.dtype:
            raise _facts("{what} has the dtype {got}, expected {expected}", what, got.dtype, expected.dtype)
        if got.device.type != expected.device.type:
            raise _facts("{what} is on the device {got}, expected {expected}", what, got.device, expected.device)
        if not expected.is_meta and expected.numel():
            self.values(got.detach().to_dense().cpu(), expected.detach().to_dense().cpu(), what)

    def values(self, got: torch.Tensor, expected: torch.Tensor, what: Message) -> None:
        """Compare the elements of two CPU tensors of one shape and dtype."""
        rtol, atol = self.tolerances(expected.dtype)
        right = torch.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)
        if not right.all():
            raise _elements(got, expected, ~right, what)

    def array(self, got: np.ndarray, expected: np.ndarray, what: Message) -> None:
        """Compare two arrays."""
        if got.shape != expected.shape:
            raise _facts("{what} has the shape {got}, expected {expected}", what, list(got.shape), list(expected.shape))
        if got.dtype != expected.dtype:
            raise _facts("{what} has the dtype {got}, expected {expected}", what, got.dtype, expected.dtype)
        if expected.size:
            self.values(torch.from_numpy(np.ascontiguousarray(got)), torch.from_numpy(np.ascontiguousarray(expected)), what)

    def picture(self, got: Image.Image, expected: Image.Image, what: Message) -> None:
        """Compare two pictures, pixel for pixel."""
        if (got.mode, got.size) != (expected.mode, expected.size):
            raise _different("{what}: expected {expected}, got {got}", what, got, expected)
        if got.tobytes() != expected.tobytes():
            other = _facts("{what} has other pixels than the picture that was asked for", what, got.size, expected.size)
            raise Failure(*other.messages, draw=partial(draw_pixels, got, expected, other.messages[0]))

    def number(self, got: float, expected: float, what: Message) -> None:
        """Compare two floats."""
        rtol, atol = self.tolerances(torch.float32)
        if not np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True):
            raise _facts("{what}: expected {expected}, got {got}", what, number(got), number(expected))

    def sequence(self, got: Sequence[object], expected: Sequence[object], what: Message) -> None:
        """Compare two lists or tuples, element by element."""
        if len(got) != len(expected):
            raise _facts("{what} has {got} elements, expected {expected}", what, len(got), len(expected))
        for index, (one, other) in enumerate(zip(got, expected, strict=True)):
            self.compare(one, other, _part(what, f"[{index}]"))

    def mapping(self, got: Mapping[object, object], expected: Mapping[object, object], what: Message) -> None:
        """Compare two dicts; the order of keys is free."""
        if set(got) != set(expected):
            raise _facts("{what} has the keys {got}, expected {expected}", what, describe(list(got)), describe(list(expected)))
        for key, value in expected.items():
            self.compare(got[key], value, _part(what, f"[{key!r}]"))

    def tolerances(self, dtype: torch.dtype) -> tuple[float, float]:
        """Return (rtol, atol) for a dtype."""
        rtol, atol = TOLERANCES.get(dtype, (0.0, 0.0))
        return (rtol if self.rtol is None else self.rtol, atol if self.atol is None else self.atol)


def _elements(got: torch.Tensor, expected: torch.Tensor, wrong: torch.Tensor, what: Message) -> Failure:
    count, total = int(wrong.sum()), wrong.numel()
    first = tuple(int(index) for index in wrong.nonzero()[0].tolist())
    facts: dict[str, Parameter] = {
        "what": what,
        "count": count,
        "total": total,
        "position": str(list(first)),
        "expected": number(expected[first].item()),
        "got": number(got[first].item()),
    }
    if not first:
        return Failure(Message("{what}: expected {expected}, got {got}", facts))
    lead = Message("{what} differs at {count} of {total} positions; first at {position}: expected {expected}, got {got}", facts)
    return Failure(lead, *_grids(got, expected, wrong, first), draw=partial(draw, got, expected, wrong, first, lead))


def _grids(got: torch.Tensor, expected: torch.Tensor, wrong: torch.Tensor, first: tuple[int, ...]) -> list[Message]:
    if got.is_complex():
        return []
    lead = first[:-2]
    pair = [torch.atleast_2d(tensor[lead]) for tensor in (expected, got, wrong)]
    part = window(pair[0], (first[-2] if len(first) > 1 else 0, first[-1]))
    shown = [matrix[part] for matrix in pair]
    return [
        _place(lead, part),
        Message("expected:", {}, tuple(f"    {line}" for line in grid(shown[0]))),
        Message("got:", {}, tuple(f"    {line}" for line in grid(shown[1], shown[2]))),
    ]


def _place(lead: tuple[int, ...], part: tuple[slice, slice]) -> Message:
    if not lead and part == (slice(None), slice(None)):
        return Message("wrong cells in brackets")
    spans = [":" if span.start is None else f"{span.start}:{span.stop}" for span in part]
    return Message("at {place}, wrong cells in brackets", {"place": f"[{', '.join([*map(str, lead), *spans])}]"})


def _part(what: Message, place: str) -> Message:
    return Message("{whole}{place}", {"whole": what, "place": place})


def _different(text: str, what: Message, got: object, expected: object) -> Failure:
    lead = _facts(text, what, describe(got), describe(expected)).messages
    if got is None and what.text == RESULT:
        return Failure(*lead, Message("nothing came back: is a `return` missing?"))
    if isinstance(got, torch.Tensor) and type(expected) in (int, float, bool):
        return Failure(*lead, Message("a plain number was expected, not a tensor: `.item()` makes one"))
    if type(got) is not type(expected) and isinstance(got, (int, float)) and isinstance(expected, (int, float)):
        kinds: dict[str, Parameter] = {"got": type(got).__name__, "expected": type(expected).__name__}
        return Failure(*lead, Message("its type is {got}, {expected} was expected", kinds))
    return Failure(*lead)


def _facts(text: str, what: Message, got: object, expected: object) -> Failure:
    return Failure(Message(text, {"what": what, "got": str(got), "expected": str(expected)}))


_COMPARERS: tuple[tuple[type, Callable[..., None]], ...] = (
    (torch.Tensor, Comparison.tensor),
    (np.ndarray, Comparison.array),
    (Image.Image, Comparison.picture),
    (float, Comparison.number),
    (tuple, Comparison.sequence),
    (list, Comparison.sequence),
    (dict, Comparison.mapping),
)

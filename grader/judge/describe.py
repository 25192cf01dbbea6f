"""Values in words and small grids, as a learner reads them. Judge's side."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

MAX_INLINE_ELEMENTS = 25
MAX_GRID_SIDE = 8
MAX_WIDTH = 66
MAX_TEXT = 120
MAX_SHOWN = 8


def describe(value: object) -> str:
    """Return a value in one line: small ones in full, large ones by type, dtype and shape."""
    if isinstance(value, torch.Tensor):
        return _describe_array("tensor", str(value.dtype).removeprefix("torch."), tuple(value.shape), value)
    if isinstance(value, np.ndarray):
        return _describe_array("array", str(value.dtype), value.shape, torch.from_numpy(np.ascontiguousarray(value)))
    if isinstance(value, Image.Image):
        return f"picture {value.mode} {value.size[0]}x{value.size[1]} (width x height)"
    if isinstance(value, (list, tuple)):
        inner = _some([describe(element) for element in value[:MAX_SHOWN]], len(value))
        inner += "," if isinstance(value, tuple) and len(value) == 1 else ""
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    if isinstance(value, dict):
        shown = [f"{describe(key)}: {describe(item)}" for key, item in list(value.items())[:MAX_SHOWN]]
        return "{" + _some(shown, len(value)) + "}"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, float):
        return number(value) if value != value or abs(value) >= 1e15 or value != int(value) else f"{value:.1f}"
    title = vars(value).get("_title") if hasattr(value, "__dict__") else None
    return title if isinstance(title, str) else _short(repr(value))


def _some(texts: list[str], count: int) -> str:
    """Join as many as fit into a line; what is left out is counted, nothing is cut in the middle."""
    shown: list[str] = []
    for text in texts:
        if shown and len(", ".join([*shown, text])) > MAX_TEXT:
            break
        shown.append(text)
    return ", ".join(shown) + (f", ... {count} in all" if len(shown) < count else "")


def kind_and_shape(value: torch.Tensor | np.ndarray) -> str:
    """Return a tensor's or array's type, dtype and shape: "tensor float32 [1, 1, 2, 2]"."""
    kind = "tensor" if isinstance(value, torch.Tensor) else "array"
    return f"{kind} {str(value.dtype).removeprefix('torch.')} {list(value.shape)}"


def number(value: object) -> str:
    """Return a number as short as it stays honest: 2 for 2.0, six digits otherwise."""
    if isinstance(value, float):
        return str(int(value)) if value == value and abs(value) < 1e15 and value == int(value) else f"{value:.6g}"
    return str(value)


def grid(rows: torch.Tensor, marks: torch.Tensor | None = None) -> list[str]:
    """Return the lines of a small matrix `[H, W]`; a marked cell stands in brackets (no colour needed)."""
    cells = [[number(value) for value in row] for row in rows.detach().tolist()]
    marked = marks.tolist() if marks is not None else [[False] * len(row) for row in cells]
    width = max((len(cell) for row in cells for cell in row), default=1)
    return [
        " ".join(f"[{cell:>{width}}]" if mark else f" {cell:>{width}} " for cell, mark in zip(row, mark_row, strict=True))
        for row, mark_row in zip(cells, marked, strict=True)
    ]


def window(rows: torch.Tensor, around: tuple[int, int]) -> tuple[slice, slice]:
    """Return the part of a matrix `[H, W]` to print: all of it, or what fits into a line around a cell."""
    height, width = rows.shape
    cell = max((len(number(value)) for value in rows.detach().flatten()[:1000].tolist()), default=1) + 3
    return span(around[0], height, MAX_GRID_SIDE), span(around[1], width, max(1, min(MAX_GRID_SIDE, MAX_WIDTH // cell)))


def span(around: int, side: int, most: int) -> slice:
    """Return the part of a side to print: all of it, or `most` places around one."""
    if side <= most:
        return slice(None)
    start = min(max(0, around - most // 2), side - most)
    return slice(start, start + most)


def _describe_array(kind: str, dtype: str, shape: tuple[int, ...], tensor: torch.Tensor) -> str:
    small = 0 < tensor.numel() <= MAX_INLINE_ELEMENTS
    if tensor.is_meta or not small or tensor.layout is not torch.strided or tensor.is_complex():
        where = f" on {tensor.device}" if tensor.device.type != "cpu" else ""
        return f"{kind} {dtype} {list(shape)}{where}"
    return f"{kind}({_nested(tensor.detach().cpu().tolist())}, {dtype})"


def _nested(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_nested(element) for element in value) + "]"
    return number(value)


def _short(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 4] + " ..."

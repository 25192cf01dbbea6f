"""Values in words and small grids, as a learner reads them. Judge's side."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

MAX_INLINE_ELEMENTS = 25
MAX_GRID_SIDE = 8
MAX_TEXT = 120


def describe(value: object) -> str:
    """Return a value in one line: small ones in full, large ones by type, dtype and shape."""
    if isinstance(value, torch.Tensor):
        return _describe_array("tensor", str(value.dtype).removeprefix("torch."), tuple(value.shape), value)
    if isinstance(value, np.ndarray):
        return _describe_array("array", str(value.dtype), value.shape, torch.from_numpy(np.ascontiguousarray(value)))
    if isinstance(value, Image.Image):
        return f"picture {value.mode} {value.size[0]}x{value.size[1]} (width x height)"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(describe(element) for element in value[:8]) + (", ..." if len(value) > 8 else "")
        inner += "," if isinstance(value, tuple) and len(value) == 1 else ""
        return _short(f"({inner})" if isinstance(value, tuple) else f"[{inner}]")
    if isinstance(value, dict):
        return _short("{" + ", ".join(f"{describe(key)}: {describe(item)}" for key, item in list(value.items())[:8]) + "}")
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    title = vars(value).get("_title") if hasattr(value, "__dict__") else None
    return title if isinstance(title, str) else _short(repr(value))


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


def fits_grid(shape: tuple[int, ...]) -> bool:
    """Return whether the last two dimensions are small enough to print."""
    return len(shape) >= 1 and all(0 < side <= MAX_GRID_SIDE for side in shape[-2:])


def _describe_array(kind: str, dtype: str, shape: tuple[int, ...], tensor: torch.Tensor) -> str:
    if tensor.is_meta or tensor.numel() > MAX_INLINE_ELEMENTS or tensor.layout is not torch.strided or tensor.is_complex():
        where = f" on {tensor.device}" if tensor.device.type != "cpu" else ""
        return f"{kind} {dtype} {list(shape)}{where}"
    return f"{kind}({_nested(tensor.detach().cpu().tolist())}, {dtype})"


def _nested(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_nested(element) for element in value) + "]"
    return number(value)


def _short(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 4] + " ..."

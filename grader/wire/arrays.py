"""Tensors, arrays and pictures as bytes, with their strides. Loaded on both sides; each size is checked first."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image

from grader.wire.frames import WireError
from grader.wire.values import MAX_DIMENSIONS, Budget

DTYPES: dict[str, torch.dtype] = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.uint16, torch.uint32,
        torch.uint64, torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128,
    )
}  # fmt: skip
NAMES = {dtype: name for name, dtype in DTYPES.items()}
ARRAY_KINDS = frozenset("biufc")
PICTURE_MODES = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "HSV", "LAB", "I", "F", "I;16"))
MAX_PICTURE_PIXELS = 64 * 1024 * 1024


def tensor_bytes(tensor: torch.Tensor) -> bytes:
    """Return a strided CPU tensor's elements in row-major order."""
    plain = tensor.detach().resolve_conj().resolve_neg().contiguous()
    plain = plain.as_strided((plain.numel(),), (1,))  # a single element may keep any stride, reshape would too
    return plain.view(torch.uint8).numpy().tobytes() if plain.numel() else b""


def build_tensor(
    data: memoryview, dtype: torch.dtype, shape: Sequence[int], strides: Sequence[int], budget: Budget
) -> torch.Tensor:
    """Return the strided CPU tensor of these bytes.

    Raises:
        WireError: shape, strides and the number of bytes do not fit each other or the budget.
    """
    count = checked_elements(shape, dtype.itemsize, budget)
    distinct = math.prod(size for size, stride in zip(shape, strides, strict=True) if stride or size == 0)
    if distinct * dtype.itemsize != len(data):
        raise WireError(f"{len(data)} bytes for a tensor of shape {list(shape)}")
    if not count:
        return torch.empty(tuple(shape), dtype=dtype)
    base_shape = [size if stride else 1 for size, stride in zip(shape, strides, strict=True)]
    base = torch.frombuffer(bytearray(data), dtype=torch.uint8).view(dtype).reshape(base_shape)
    return _restride(base, strides, budget).expand(tuple(shape))


def squeeze_expanded(tensor: torch.Tensor) -> torch.Tensor:
    """Return the tensor with each expanded (stride 0) dimension cut to one element: what has to be sent."""
    for dimension, (size, stride) in enumerate(zip(tensor.shape, tensor.stride(), strict=True)):
        if stride == 0 and size > 1:
            tensor = tensor.narrow(dimension, 0, 1)
    return tensor


def sent_strides(tensor: torch.Tensor) -> list[int]:
    """Return the strides to send: 0 only where a dimension is really expanded."""
    return [stride if stride or size != 1 else 1 for size, stride in zip(tensor.shape, tensor.stride(), strict=True)]


def _restride(base: torch.Tensor, strides: Sequence[int], budget: Budget) -> torch.Tensor:
    wanted = [stride or 1 for stride in strides]
    if list(base.stride()) == wanted or base.is_contiguous() and _same_where_it_matters(base, wanted):
        return base
    if _overlaps(base.shape, wanted) or not _spent(base.shape, wanted, base.element_size(), budget):
        return base  # as_strided tricks (sliding windows): the values count, the layout can't be had again
    result = torch.empty_strided(tuple(base.shape), wanted, dtype=base.dtype)
    result.copy_(base)
    return result


def _spent(shape: Sequence[int], strides: Sequence[int], itemsize: int, budget: Budget) -> bool:
    """Take what a layout with gaps allocates from the frame's budget; False where it is more than what is left."""
    span = itemsize * (1 + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True)))
    if span > budget.tensor_bytes:
        return False
    budget.tensor_bytes -= span
    return True


def _same_where_it_matters(base: torch.Tensor, strides: Sequence[int]) -> bool:
    return all(size == 1 or have == want for size, have, want in zip(base.shape, base.stride(), strides, strict=True))


def _overlaps(shape: Sequence[int], strides: Sequence[int]) -> bool:
    reach = 0
    for stride, size in sorted((stride, size) for size, stride in zip(shape, strides, strict=True) if size > 1):
        if stride <= reach:
            return True
        reach += stride * (size - 1)
    return False


def checked_elements(shape: Sequence[int], itemsize: int, budget: Budget) -> int:
    """Return the number of elements, or raise WireError before anything of that size is allocated."""
    if len(shape) > MAX_DIMENSIONS or any(size < 0 for size in shape):
        raise WireError(f"no tensor has the shape {list(shape)[:MAX_DIMENSIONS]}")
    count = math.prod(shape)
    budget.tensor_bytes -= count * itemsize
    if budget.tensor_bytes < 0:
        raise WireError(f"a tensor of shape {list(shape)} is larger than a frame's budget")
    return count


def array_dtype(text: str) -> np.dtype[np.generic]:
    """Return the numeric NumPy dtype of this name, or raise WireError."""
    try:
        dtype = np.dtype(text)
    except (TypeError, ValueError, SyntaxError) as error:
        raise WireError(f"no array type {text[:40]!r}") from error
    if dtype.kind not in ARRAY_KINDS or dtype.names is not None or dtype.subdtype is not None:
        raise WireError(f"arrays of type {text[:40]!r} do not cross")
    return dtype


def build_array(
    data: memoryview, dtype: np.dtype[np.generic], shape: Sequence[int], strides: Sequence[int], budget: Budget
) -> np.ndarray:
    """Return the array of these row-major bytes with these positive strides (in elements)."""
    if checked_elements(shape, dtype.itemsize, budget) * dtype.itemsize != len(data):
        raise WireError(f"{len(data)} bytes for an array of shape {list(shape)}")
    plain = np.frombuffer(bytearray(data), dtype=dtype).reshape(tuple(shape))
    natural = [stride // dtype.itemsize for stride in plain.strides]
    if natural == list(strides) or _overlaps(shape, strides) or any(stride < 0 for stride in strides):
        return plain
    if not plain.size or not _spent(shape, strides, dtype.itemsize, budget):
        return plain
    span = 1 + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))
    storage = np.zeros(span, dtype=dtype)
    result = np.lib.stride_tricks.as_strided(storage, tuple(shape), [stride * dtype.itemsize for stride in strides])
    result[...] = plain
    return result


def build_picture(mode: str, size: Sequence[int], data: memoryview, palette: bytes, budget: Budget) -> Image.Image:
    """Return the PIL image of these bytes, or raise WireError."""
    if mode not in PICTURE_MODES or len(size) != 2 or min(size) < 0 or math.prod(size) > MAX_PICTURE_PIXELS:
        raise WireError(f"no picture of mode {mode[:10]!r} and size {list(size)[:4]}")
    checked_elements(size, 4, budget)
    try:
        picture = (
            Image.frombytes(mode, (size[0], size[1]), bytes(data)) if math.prod(size) else Image.new(mode, (size[0], size[1]))
        )
        if palette and mode in ("P", "PA"):
            picture.putpalette(palette[:768], "RGB")
    except (ValueError, OSError) as error:
        raise WireError(f"{len(data)} bytes for a picture of mode {mode} and size {list(size)}") from error
    return picture

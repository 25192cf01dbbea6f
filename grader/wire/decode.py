"""Bytes to values. Loaded on both sides; every byte is hostile: sizes before allocation, unknown tags refused."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
import torch

from grader.wire.arrays import DTYPES, array_dtype, build_array, build_picture, build_tensor, checked_elements
from grader.wire.encode import COMPLEX, COUNT, FLOAT, INT
from grader.wire.frames import WireError
from grader.wire.values import (
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_INTEGER_BYTES,
    MAX_KEYS,
    MAX_NAME_BYTES,
    TENSOR_WEIGHT,
    Budget,
    Handle,
    ModuleName,
)

Find = Callable[[Handle | ModuleName], object]
"""What stands on this side for something that stays in the worker."""


def decode(payload: bytes, find: Find, devices: frozenset[str] | None = None) -> object:
    """Return the value of a frame; tensors may lie on `devices` (names; None for any) and on cpu and meta.

    Raises:
        WireError: the bytes are no value, or one that breaks a limit.
    """
    decoder = Decoder(payload, find, devices)
    try:
        value = decoder.read(0)
    except WireError:
        raise
    except (ValueError, TypeError, OverflowError, RuntimeError, RecursionError, MemoryError) as error:
        raise WireError(f"a frame that is no value: {type(error).__name__}") from error
    if decoder.position != len(payload):
        raise WireError("bytes after the end of a value")
    return value


class Decoder:
    """Reads values from one frame."""

    def __init__(self, payload: bytes, find: Find, devices: frozenset[str] | None) -> None:
        self.payload = payload
        self.view = memoryview(payload)
        self.size = len(payload)
        self.position = 0
        self.find = find
        self.devices = devices
        self.budget = Budget()

    def read(self, depth: int) -> object:
        """Read one value."""
        self.budget.elements -= 1
        if depth > MAX_DEPTH or self.budget.elements < 0:
            raise WireError("a value that is nested too deeply or has too many elements")
        tag = self.byte()
        reader = _READERS.get(tag)
        if reader is None:
            raise WireError(f"unknown tag {bytes([tag])!r}")
        return reader(self, depth)

    def take(self, count: int) -> memoryview:
        """Return the next bytes, or raise WireError where there are fewer."""
        start = self.skip(count)
        return self.view[start : self.position]

    def skip(self, count: int) -> int:
        """Go past the next bytes and return where they begin, or raise WireError where there are fewer."""
        start = self.position
        if start + count > self.size:
            raise WireError("a frame that ends in the middle of a value")
        self.position = start + count
        return start

    def byte(self) -> int:
        return self.payload[self.skip(1)]

    def count(self) -> int:
        """Read a count: never more than the bytes that are left, as each element takes one at least."""
        count: int = COUNT.unpack_from(self.payload, self.skip(COUNT.size))[0]
        if count > self.size - self.position:
            raise WireError(f"a count of {count} with {self.size - self.position} bytes left")
        return count

    def data(self) -> memoryview:
        return self.take(self.count())

    def name(self) -> str:
        """Read the name of a type, a mode or a device: those are short."""
        data = self.data()
        if len(data) > MAX_NAME_BYTES:
            raise WireError("a name that is none")
        return str(data, "utf-8")

    def keys(self, count: int) -> int:
        if count > MAX_KEYS:
            raise WireError(f"a set or dict of {count} elements is over the limit of {MAX_KEYS}")
        return count

    def distinct(self, depth: int) -> list[object]:
        return [self.read(depth + 1) for _ in range(self.keys(self.count()))]

    def weigh(self) -> None:
        self.budget.elements -= TENSOR_WEIGHT

    def text(self) -> str:
        return str(self.data(), "utf-8")

    def integers(self) -> list[int]:
        count = self.count()
        if count > MAX_DIMENSIONS:
            raise WireError(f"a shape of {count} dimensions")
        return list(struct.unpack_from(f"!{count}q", self.payload, self.skip(count * INT.size)))

    def integer(self, depth: int) -> int:
        data = self.data()
        if len(data) > MAX_INTEGER_BYTES:
            raise WireError("an integer beyond the limit")
        return int.from_bytes(data, "big", signed=True)

    def items(self, depth: int) -> list[object]:
        return [self.read(depth + 1) for _ in range(self.count())]

    def mapping(self, depth: int) -> dict[object, object]:
        result: dict[object, object] = {}
        for _ in range(self.keys(self.count())):
            key = self.read(depth + 1)
            result[key] = self.read(depth + 1)
        return result

    def slice(self, depth: int) -> slice:
        parts = self.items(depth)
        if len(parts) != 3:
            raise WireError("a slice has three parts")
        return slice(*parts)

    def tensor(self, depth: int) -> torch.Tensor:
        self.weigh()
        dtype, device, requires_grad = self.torch_dtype(), self.device_name(), self.byte() == 1
        shape, strides = self.integers(), self.integers()
        data = self.data()
        if len(shape) != len(strides) or any(stride < 0 for stride in strides):
            raise WireError("strides that do not fit the shape")
        if device.type == "meta":
            checked_elements(shape, 0, self.budget)
            tensor = torch.empty(tuple(shape), dtype=dtype, device="meta")
        else:
            tensor = build_tensor(data, dtype, shape, strides, self.budget)
            tensor = tensor if device.type == "cpu" else tensor.to(device)
        return tensor.requires_grad_() if requires_grad and (dtype.is_floating_point or dtype.is_complex) else tensor

    def sparse(self, depth: int) -> torch.Tensor:
        shape = self.integers()
        indices, values = self.read(depth + 1), self.read(depth + 1)
        if not isinstance(indices, torch.Tensor) or not isinstance(values, torch.Tensor):
            raise WireError("a sparse tensor of something else than tensors")
        checked_elements(shape, values.element_size(), self.budget)
        return torch.sparse_coo_tensor(indices, values, tuple(shape), check_invariants=True, is_coalesced=True)

    def torch_dtype(self) -> torch.dtype:
        return _dtype_of(self.name())

    def device_name(self) -> torch.device:
        name = self.name()
        if self.devices is not None and name not in self.devices and name not in ("cpu", "meta"):
            raise WireError(f"a tensor on {name[:40]!r}, where nothing was sent")
        return torch.device(name)

    def any_device(self, depth: int) -> torch.device:
        return torch.device(self.name()[:40])

    def dtype(self, depth: int) -> object:
        name = self.name()
        return ... if name == "..." else _dtype_of(name)

    def array(self, depth: int) -> np.ndarray:
        self.weigh()
        dtype, shape, strides = array_dtype(self.name()), self.integers(), self.integers()
        if len(shape) != len(strides):
            raise WireError("strides that do not fit the shape")
        return build_array(self.data(), dtype, shape, strides, self.budget)

    def scalar(self, depth: int) -> np.generic:
        dtype = array_dtype(self.name())
        return build_array(self.data(), dtype, (1,), (1,), self.budget)[0]  # type: ignore[no-any-return]

    def picture(self, depth: int) -> object:
        self.weigh()
        mode, size, data = self.name(), self.integers(), self.data()
        return build_picture(mode, size, data, bytes(self.data()), self.budget)

    def handle(self, depth: int) -> object:
        (number,) = INT.unpack_from(self.payload, self.skip(INT.size))
        return self.find(Handle(number, self.name()))

    def module_name(self, depth: int) -> object:
        return self.find(ModuleName(self.name(), self.name()))


def _dtype_of(name: str) -> torch.dtype:
    if name not in DTYPES:
        raise WireError(f"unknown dtype {name[:40]!r}")
    return DTYPES[name]


_READERS_BY_LETTER: dict[bytes, Callable[[Decoder, int], object]] = {
    b"N": lambda decoder, depth: None,
    b"T": lambda decoder, depth: True,
    b"F": lambda decoder, depth: False,
    b"i": Decoder.integer,
    b"f": lambda decoder, depth: FLOAT.unpack_from(decoder.payload, decoder.skip(FLOAT.size))[0],
    b"c": lambda decoder, depth: complex(*COMPLEX.unpack(decoder.take(COMPLEX.size))),
    b"s": lambda decoder, depth: decoder.text(),
    b"b": lambda decoder, depth: bytes(decoder.data()),
    b"l": Decoder.items,
    b"t": lambda decoder, depth: tuple(decoder.items(depth)),
    b"e": lambda decoder, depth: set(decoder.distinct(depth)),
    b"z": lambda decoder, depth: frozenset(decoder.distinct(depth)),
    b"d": Decoder.mapping,
    b":": Decoder.slice,
    b"X": Decoder.tensor,
    b"Y": Decoder.sparse,
    b"A": Decoder.array,
    b"G": Decoder.scalar,
    b"P": Decoder.picture,
    b"D": Decoder.dtype,
    b"V": Decoder.any_device,
    b"H": Decoder.handle,
    b"M": Decoder.module_name,
}
_READERS = {letter[0]: reader for letter, reader in _READERS_BY_LETTER.items()}

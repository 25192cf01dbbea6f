"""Values to bytes: one tag, then the content. Loaded on both sides; exact types, subclasses as what they extend."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable

import numpy as np
import torch
from PIL import Image

from grader.wire.arrays import ARRAY_KINDS, NAMES, PICTURE_MODES, sent_strides, squeeze_expanded, tensor_bytes
from grader.wire.frames import WireError
from grader.wire.values import MAX_DEPTH, MAX_INTEGER_BYTES, Handle, ModuleName

INT = struct.Struct("!q")
COUNT = struct.Struct("!I")
FLOAT = struct.Struct("!d")
COMPLEX = struct.Struct("!dd")

Keep = Callable[[object], Handle | ModuleName | None]
"""What to send for an object that is not data; None if it may not cross at all."""


class NestedTooDeeply(WireError):
    """A value has more levels than may cross, and what lies below can't be kept where it is."""


def encode(value: object, keep: Keep) -> bytearray:
    """Return the bytes of a value.

    Raises:
        NestedTooDeeply: it has too many levels.
        WireError: something in it neither is data nor can be kept.
    """
    encoder = Encoder(keep)
    encoder.write(value, 0)
    return encoder.buffer


class Encoder:
    """Writes one value into `buffer`."""

    def __init__(self, keep: Keep) -> None:
        self.buffer = bytearray()
        self.keep = keep

    def write(self, value: object, depth: int) -> None:
        """Append a value; containers deeper than the limit stay where they are, as handles."""
        if value is None or value is True or value is False:
            self.buffer += b"N" if value is None else b"T" if value else b"F"
        elif depth < MAX_DEPTH and self._write_data(value, depth):
            return
        else:
            self._write_kept(value, depth)

    def _write_data(self, value: object, depth: int) -> bool:
        exact = _EXACT.get(type(value))
        if exact is not None:
            return bool(exact(self, value, depth))
        if callable(value) and isinstance(value, (list, tuple, dict)):
            return False  # it is more than its elements: a learner's `class Compose(list)`
        for kind, writer in _WRITERS:
            if isinstance(value, kind):
                return bool(writer(self, value, depth))
        return False

    def _write_kept(self, value: object, depth: int) -> None:
        kept = value if isinstance(value, (Handle, ModuleName)) else self.keep(value)
        if isinstance(kept, Handle):
            self.buffer += b"H" + INT.pack(kept.number)
            self.text(kept.type_name)
        elif isinstance(kept, ModuleName):
            self.buffer += b"M"
            self.text(kept.module)
            self.text(kept.name)
        elif depth >= MAX_DEPTH:
            raise NestedTooDeeply(f"a value that is nested more than {MAX_DEPTH} deep")
        else:
            raise WireError(f"a {type(value).__name__} can't cross the wire")

    def text(self, text: str) -> None:
        """Append a string's length and bytes; what is no Unicode text becomes question marks."""
        self.data(str.encode(text, "utf-8", "replace"))

    def data(self, data: bytes) -> None:
        """Append a length and the bytes."""
        self.buffer += COUNT.pack(len(data))
        self.buffer += data

    def integers(self, numbers: Iterable[int]) -> None:
        """Append a count and 64-bit integers."""
        listed = list(numbers)
        self.buffer += struct.pack(f"!I{len(listed)}q", len(listed), *listed)

    def integer(self, value: int, depth: int) -> bool:
        size = int.bit_length(value) // 8 + 1
        if size > MAX_INTEGER_BYTES:
            return False
        self.buffer += b"i"
        self.data(int.to_bytes(value, size, "big", signed=True))
        return True

    def real(self, value: float, depth: int) -> bool:
        self.buffer += b"f" + FLOAT.pack(value)
        return True

    def imaginary(self, value: complex, depth: int) -> bool:
        self.buffer += b"c" + COMPLEX.pack(value.real, value.imag)
        return True

    def string(self, value: str, depth: int) -> bool:
        self.buffer += b"s"
        self.text(value)
        return True

    def raw(self, value: bytes, depth: int) -> bool:
        self.buffer += b"b"
        self.data(bytes(value))
        return True

    def items(self, tag: bytes, values: list[object], depth: int) -> bool:
        self.buffer += tag + COUNT.pack(len(values))
        for value in values:
            self.write(value, depth + 1)
        return True

    def mapping(self, value: dict[object, object], depth: int) -> bool:
        pairs = list(dict.items(value))
        self.buffer += b"d" + COUNT.pack(len(pairs))
        for key, item in pairs:
            self.write(key, depth + 1)
            self.write(item, depth + 1)
        return True

    def part(self, value: slice, depth: int) -> bool:
        return self.items(b":", [value.start, value.stop, value.step], depth)

    def tensor(self, value: torch.Tensor, depth: int) -> bool:
        with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
            return self._tensor(value, depth)

    def _tensor(self, value: torch.Tensor, depth: int) -> bool:
        name = NAMES.get(value.dtype)
        if name is None or value.is_quantized:
            return False
        if value.layout is not torch.strided:
            return self._sparse(value, depth)
        self.buffer += b"X"
        self.text(name)
        self.text(str(value.device))
        self.buffer += b"\1" if value.requires_grad else b"\0"
        self.integers(value.shape)
        self.integers(sent_strides(value))
        self.data(b"" if value.is_meta else tensor_bytes(squeeze_expanded(value.detach()).cpu()))
        return True

    def _sparse(self, value: torch.Tensor, depth: int) -> bool:
        coordinate = value.detach() if value.layout is torch.sparse_coo else value.detach().to_sparse_coo()
        coordinate = coordinate.coalesce()
        self.buffer += b"Y"
        self.integers(value.shape)
        self.write(coordinate.indices(), depth + 1)
        self.write(coordinate.values(), depth + 1)
        return True

    def array(self, value: np.ndarray, depth: int) -> bool:
        plain = np.asarray(value)
        if plain.dtype.kind not in ARRAY_KINDS:
            return False
        self.buffer += b"A"
        self.text(plain.dtype.str)
        self.integers(plain.shape)
        self.integers(stride // plain.itemsize for stride in plain.strides)
        self.data(plain.tobytes())
        return True

    def scalar(self, value: np.generic, depth: int) -> bool:
        plain = np.asarray(value)
        if plain.dtype.kind not in ARRAY_KINDS:
            return False
        self.buffer += b"G"
        self.text(plain.dtype.str)
        self.data(plain.tobytes())
        return True

    def picture(self, value: Image.Image, depth: int) -> bool:
        if value.mode not in PICTURE_MODES:
            return False
        self.buffer += b"P"
        self.text(value.mode)
        self.integers(value.size)
        self.data(value.tobytes())
        palette = value.getpalette("RGB") if value.mode in ("P", "PA") else None
        self.data(bytes(palette or ()))
        return True

    def named(self, tag: bytes, name: str) -> bool:
        self.buffer += tag
        self.text(name)
        return True

    def dtype(self, value: torch.dtype, depth: int) -> bool:
        name = NAMES.get(value)
        return name is not None and self.named(b"D", name)

    def device(self, value: torch.device, depth: int) -> bool:
        return self.named(b"V", str(value))


_WRITERS: tuple[tuple[type, Callable[..., bool]], ...] = (
    (np.float64, Encoder.real),  # a float in every respect that a learner can see
    (np.generic, Encoder.scalar),
    (int, Encoder.integer),
    (float, Encoder.real),
    (str, Encoder.string),
    (torch.Tensor, Encoder.tensor),
    (tuple, lambda encoder, value, depth: encoder.items(b"t", list(tuple.__iter__(value)), depth)),
    (list, lambda encoder, value, depth: encoder.items(b"l", list(list.__iter__(value)), depth)),
    (dict, Encoder.mapping),
    (bytes, Encoder.raw),
    (np.ndarray, Encoder.array),
    (Image.Image, Encoder.picture),
    (torch.dtype, Encoder.dtype),
    (torch.device, Encoder.device),
    (slice, Encoder.part),
    (set, lambda encoder, value, depth: encoder.items(b"e", list(set.__iter__(value)), depth)),
    (frozenset, lambda encoder, value, depth: encoder.items(b"z", list(frozenset.__iter__(value)), depth)),
    (complex, Encoder.imaginary),
    (type(...), lambda encoder, value, depth: encoder.named(b"D", "...")),
)
_EXACT = {kind: writer for kind, writer in _WRITERS if kind not in (np.generic, Image.Image)}

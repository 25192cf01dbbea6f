"""The wire's codec: values come back as they went, hostile bytes cost a WireError and nothing else."""

from __future__ import annotations

import contextlib
import struct

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from grader.wire.arrays import DTYPES
from grader.wire.decode import decode
from grader.wire.encode import NestedTooDeeply, encode
from grader.wire.frames import WireError
from grader.wire.values import MAX_DEPTH, Budget, Handle, ModuleName


def round_trip(value: object) -> object:
    return decode(bytes(encode(value, lambda other: None)), lambda reference: reference)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8")) | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


def test_what_is_nested_too_deeply_is_told_from_what_can_not_cross() -> None:
    """The one may be a learner's answer on its way back, the other is what a suite passed on."""
    deep: list[object] = []
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(NestedTooDeeply):
        round_trip(deep)
    with pytest.raises(WireError) as raised:
        round_trip([len])
    assert not isinstance(raised.value, NestedTooDeeply)


@given(plain)
def test_plain_values_come_back_with_their_types(value: object) -> None:
    """Lists stay lists, tuples tuples, True is not 1."""
    back = round_trip(value)
    assert back == value
    assert repr(back) == repr(value)


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
def test_every_dtype_crosses(dtype: torch.dtype) -> None:
    """A tensor keeps dtype, shape and bits."""
    x = torch.arange(6).reshape(2, 3).to(dtype)
    back = round_trip(x)
    assert isinstance(back, torch.Tensor)
    assert back.dtype == dtype
    assert torch.equal(back.view(torch.uint8), x.view(torch.uint8))


BASE = torch.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    "x",
    [
        BASE.permute(2, 0, 1),
        BASE[:, ::2],
        BASE.expand(5, 2, 3, 4),
        BASE.transpose(0, 2),
        torch.tensor(3.0),
        torch.empty(0, 3),
    ],
    ids=["permuted", "strided", "expanded", "transposed", "scalar", "empty"],
)
def test_layout_crosses(x: torch.Tensor) -> None:
    """A non-contiguous input is non-contiguous on the other side too."""
    back = round_trip(x)
    assert isinstance(back, torch.Tensor)
    assert torch.equal(back, x)
    assert back.is_contiguous() == x.is_contiguous()
    assert back.stride() == x.stride()


@given(st.data())
def test_every_view_crosses(data: st.DataObject) -> None:
    """Slices, permutations, single elements with odd strides: values, shape and strides where they matter."""
    x = torch.arange(120.0).reshape(2, 3, 4, 5).permute(data.draw(st.permutations(range(4))))
    for _ in range(data.draw(st.integers(0, 4))):
        if x.ndim:
            dim = data.draw(st.integers(0, x.ndim - 1))
            if data.draw(st.booleans()) and x.shape[dim]:
                x = x.select(dim, data.draw(st.integers(0, x.shape[dim] - 1)))
            else:
                start = data.draw(st.integers(0, x.shape[dim]))
                part = slice(start, data.draw(st.integers(start, x.shape[dim])), data.draw(st.integers(1, 3)))
                x = x[(slice(None),) * dim + (part,)]
    back = round_trip(x)
    assert isinstance(back, torch.Tensor)
    assert torch.equal(back, x) and back.is_contiguous() == x.is_contiguous()


def test_what_belongs_to_a_tensor_crosses() -> None:
    """requires_grad, the meta device, sparse layout, subclasses as plain tensors."""
    assert round_trip(torch.ones(2, requires_grad=True)).requires_grad
    assert round_trip(torch.ones(2, device="meta")).is_meta
    assert torch.equal(round_trip(BASE.to_sparse()).to_dense(), BASE)
    assert type(round_trip(torch.nn.Parameter(BASE))) is torch.Tensor


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
def test_pictures_cross(mode: str) -> None:
    """A picture keeps mode, size and pixels."""
    picture = Image.new(mode, (3, 5))
    back = round_trip(picture)
    assert isinstance(back, Image.Image)
    assert (back.mode, back.size, back.tobytes()) == (mode, (3, 5), picture.tobytes())


def test_arrays_and_small_things_cross() -> None:
    """Arrays with their strides, NumPy scalars, dtypes, devices, slices, handles."""
    array = np.arange(24, dtype=np.int16).reshape(4, 6).T
    back = round_trip(array)
    assert isinstance(back, np.ndarray) and back.dtype == array.dtype and back.strides == array.strides
    assert (back == array).all()
    for value in (
        np.float32(2.5),
        torch.float16,
        torch.device("cpu"),
        slice(1, None, 2),
        ...,
        Handle(3, "Net"),
        ModuleName("props", "f"),
    ):
        assert round_trip(value) == value and type(round_trip(value)) is type(value)


def test_containers_that_can_be_called_stay_where_they_are() -> None:
    """A list of transforms with a `__call__` is an object, not its elements."""

    class Compose(list[int]):
        def __call__(self) -> None: ...

    kept: list[object] = []

    def keep(value: object) -> Handle:
        kept.append(value)
        return Handle(1, type(value).__name__)

    encode(Compose([1, 2]), keep)
    encode([1, 2], keep)
    assert kept == [[1, 2]] and type(kept[0]) is Compose


def test_what_is_no_data_is_refused() -> None:
    """An object never crosses by itself: there is no pickle in either direction."""
    with pytest.raises(WireError, match="can't cross"):
        encode(object(), lambda other: None)


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_random_bytes_are_a_wire_error_or_a_value(data: bytes) -> None:
    """Whatever a worker sends, decoding ends with a value or a WireError."""
    with contextlib.suppress(WireError):
        decode(data, lambda reference: reference, frozenset({"cpu"}))


@settings(max_examples=300)
@given(plain, st.data())
def test_damaged_frames_are_a_wire_error_or_a_value(value: object, data: st.DataObject) -> None:
    """A frame with one byte changed breaks nothing."""
    frame = encode([value, BASE], lambda other: None)
    frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        decode(bytes(frame), lambda reference: reference, frozenset({"cpu"}))


def tensor_frame(dtype: bytes, shape: list[int], strides: list[int], data: bytes, device: bytes = b"cpu") -> bytes:
    def counted(raw: bytes, count: int | None = None) -> bytes:
        return struct.pack("!I", len(raw) if count is None else count) + raw

    numbers = [counted(b"".join(struct.pack("!q", n) for n in row), len(row)) for row in (shape, strides)]
    return b"X" + counted(dtype) + counted(device) + b"\0" + b"".join(numbers) + counted(data)


@pytest.mark.parametrize(
    "frame",
    [
        b"l" + struct.pack("!I", 2**32 - 1),
        b"s" + struct.pack("!I", 2**31) + b"x",
        b"l\0\0\0\1" * (MAX_DEPTH + 2) + b"N",
        tensor_frame(b"float32", [10**10], [0], b"1234"),
        tensor_frame(b"float32", [2**40, 2**40], [1, 1], b""),
        tensor_frame(b"float32", [-1], [1], b""),
        tensor_frame(b"float32", [3], [1], b"12345678"),
        tensor_frame(b"float32", [1], [1], b"1234", b"cuda:7"),
        tensor_frame(b"object", [1], [1], b"1234"),
        b"A" + struct.pack("!I", 2) + b"|O" + struct.pack("!I", 0) * 3,
        b"N" + b"N",
        b"",
    ],
    ids=[
        "count",
        "length",
        "depth",
        "expanded 10^10",
        "2^80",
        "negative",
        "bytes",
        "device",
        "dtype",
        "object array",
        "rest",
        "empty",
    ],
)
def test_lies_about_sizes_are_refused_before_allocation(frame: bytes) -> None:
    """Sizes are checked against the bytes that are there and the budget."""
    with pytest.raises(WireError):
        decode(frame, lambda reference: reference, frozenset({"cpu"}))


def test_gaps_in_many_tensors_share_one_budget() -> None:
    """A thousand one-kilobyte tensors with strides of megabytes don't allocate a gigabyte each."""
    gappy = torch.empty_strided((2, 2), (50_000_000, 1)).fill_(1.0)
    frame = bytes(encode([gappy] * 40, lambda other: None))
    back = decode(frame, lambda reference: reference)
    assert isinstance(back, list)
    held = sum(one.untyped_storage().nbytes() for one in back)
    assert held <= Budget().tensor_bytes
    assert all(torch.equal(one, gappy) for one in back)

"""References are held against PyTorch's own operations over large random grids, gradients included."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from tests.course.references import reference


def torch_size(call) -> int | None:
    """The size that PyTorch gives, or None where it refuses."""
    try:
        return call().shape[-1]
    except RuntimeError:
        return None


def own_size(call) -> int | None:
    try:
        return call()
    except ValueError:
        return None


def test_output_sizes() -> None:
    """conv_output_size and pool_output_size agree with PyTorch on thousands of configurations, refusals included."""
    own, draw = reference("output_size"), random.Random(1)
    for _ in range(3000):
        size, kernel, stride, dilation = draw.randint(1, 16), draw.randint(1, 5), draw.randint(1, 4), draw.randint(1, 3)
        padding, ceil = draw.randint(0, 3), draw.random() < 0.5
        x = torch.zeros(1, 1, size, size)
        weight = torch.zeros(1, 1, kernel, kernel)
        expected = torch_size(lambda: F.conv2d(x, weight, None, stride, padding, dilation))
        assert own_size(lambda: own.conv_output_size(size, kernel, stride, padding, dilation)) == expected
        if padding <= kernel // 2:
            expected = torch_size(lambda: F.max_pool2d(x, kernel, stride, padding, dilation, ceil))
            assert own_size(lambda: own.pool_output_size(size, kernel, stride, padding, dilation, ceil)) == expected


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_max_pool2d(dtype: torch.dtype) -> None:
    """Values and gradients equal PyTorch's, bit for bit, on random configurations."""
    own, draw = reference("max_pool2d"), random.Random(2)
    generator = torch.Generator().manual_seed(3)
    seen = 0
    for _ in range(600):
        kernel, stride, dilation = [(draw.randint(1, 4), draw.randint(1, 4)) for _ in range(3)]
        padding = (draw.randint(0, kernel[0] // 2), draw.randint(0, kernel[1] // 2))
        shape = [draw.randint(1, 3) for _ in range(draw.randint(1, 2))] + [draw.randint(3, 12), draw.randint(3, 12)]
        x = torch.randn(shape, generator=generator, dtype=dtype, requires_grad=True)
        arguments = (kernel, draw.choice([None, stride]), padding, dilation, draw.random() < 0.5)
        try:
            expected = F.max_pool2d(x, *arguments)
        except RuntimeError:
            continue
        got = own.max_pool2d(x, *arguments)
        assert torch.equal(got, expected)
        if expected.isinf().any():  # PyTorch's own backward aborts where a window holds nothing but padding
            continue
        cotangent = torch.randn(expected.shape, generator=generator, dtype=dtype)
        (one,), (other,) = torch.autograd.grad(got, x, cotangent), torch.autograd.grad(expected, x, cotangent)
        torch.testing.assert_close(one, other)
        seen += 1
    assert seen > 300


def test_padding_for_is_the_smallest() -> None:
    """padding_for agrees with trying one padding after the other."""
    own, draw = reference("output_size"), random.Random(4)
    for _ in range(1000):
        size, out, kernel, stride, dilation = [draw.randint(1, high) for high in (12, 12, 5, 4, 3)]
        reach = dilation * (kernel - 1) + 1
        fits = [p for p in range(60) if size + 2 * p >= reach and (size + 2 * p - reach) // stride + 1 == out]
        assert own_size(lambda: own.padding_for(size, out, kernel, stride, dilation)) == (fits[0] if fits else None)


def test_output_sizes_of_pairs() -> None:
    """A pair is each axis by itself, with ints for both and lists as pairs; a pair argument wants a pair size."""
    own, draw = reference("output_size"), random.Random(5)
    for _ in range(500):
        size = (draw.randint(1, 14), draw.randint(1, 14))
        kernel, stride, dilation = [draw.choice([draw.randint(1, 3), (draw.randint(1, 3), 2)]) for _ in range(3)]
        x, ceil = torch.zeros(1, 1, *size), draw.random() < 0.5
        try:
            expected = tuple(F.max_pool2d(x, kernel, stride, 0, dilation, ceil).shape[-2:])
        except RuntimeError:
            expected = None
        assert own_size(lambda: own.pool_output_size(list(size), kernel, stride, 0, dilation, ceil)) == expected
        if not ceil:
            assert own_size(lambda: own.conv_output_size(size, kernel, stride, 0, dilation)) == expected
    assert own.pool_output_size(2, 2, 3, 1) == 1 and own.pool_output_size((5, 7), 3, ceil_mode=True) == (2, 3)
    for bad in ((5, (3, 3)), ((5, 5, 5), 3), ((5, 5), (3,)), (0, 1), (5, 0), (5, 3, 0), (5, 3, 1, -1), (5, 3, 1, 0, 0)):
        for function in (own.conv_output_size, own.pool_output_size):
            with pytest.raises(ValueError):
                function(*bad)


def test_same_padding() -> None:
    """same_padding keeps the size at stride 1, and refuses exactly where no padding does."""
    own = reference("output_size")
    for kernel in range(1, 10):
        for dilation in range(1, 5):
            fits = [p for p in range(40) if 50 + 2 * p - dilation * (kernel - 1) == 50]
            assert own_size(lambda: own.same_padding(kernel, dilation)) == (fits[0] if fits else None)
    for bad in ((0, 1), (3, 0)):
        with pytest.raises(ValueError):
            own.same_padding(*bad)


def test_max_pool2d_types_and_layouts() -> None:
    """Half types, integers, meta tensors, empty batches, infinities, NaN and other layouts come out as PyTorch's do."""
    own = reference("max_pool2d").max_pool2d
    generator = torch.Generator().manual_seed(6)
    x = torch.randn(2, 3, 7, 8, generator=generator) * 50
    for dtype in (torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.uint8, torch.int8):
        y = x.abs().to(dtype) if dtype is torch.uint8 else x.to(dtype)
        assert torch.equal(own(y, 3, 2, 1), F.max_pool2d(y, 3, 2, 1))
    assert torch.equal(own(-x.abs(), 3, padding=1), F.max_pool2d(-x.abs(), 3, padding=1))
    meta = own(x.to("meta"), 3, ceil_mode=True)
    assert meta.device.type == "meta" and meta.shape == F.max_pool2d(x, 3, ceil_mode=True).shape
    assert own(x[:0], 2).shape == (0, 3, 3, 4)
    strange = x.masked_fill(x > 40, torch.inf).masked_fill(x < -40, -torch.inf)
    strange[0, 0, 2, 2] = torch.nan
    assert torch.equal(own(strange, 2).nan_to_num(7.0), F.max_pool2d(strange, 2).nan_to_num(7.0))
    for y in (x.permute(0, 1, 3, 2), x[:, :, ::2, 1:], x.to(memory_format=torch.channels_last), x[0].expand(4, 3, 7, 8)):
        kept = y.clone()
        assert torch.equal(own(y, (2, 3), padding=1), F.max_pool2d(y, (2, 3), padding=1)) and torch.equal(y, kept)
    for bad in (
        (x, 0),
        (x, 2, 0),
        (x, 2, 2, -1),
        (x, 3, 1, 2),
        (x, 2, 1, 0, 0),
        (x, 9),
        (x, (2,)),
        (x[0, 0], 2),
        (x[:, :, :0], 2),
    ):
        with pytest.raises(ValueError):
            own(*bad)


def test_reshape_nchw() -> None:
    """Pixels stand where indexing says, for arrays and tensors of every layout and number type."""
    own, draw = reference("reshape_nchw"), np.random.default_rng(7)
    for dtype in (np.uint8, np.bool_, np.int16, np.uint16, np.int64, np.float16, np.float32, np.float64):
        array = (draw.random((2, 4, 5, 3)) * 255).astype(dtype)
        scale = 255 if dtype is np.uint8 else 1
        frozen = array.copy()
        frozen.setflags(write=False)
        for images in (array, frozen, array[:, ::-1], array[:, :, ::2], torch.from_numpy(array).permute(0, 2, 1, 3)):
            got = own.images_to_nchw(images)
            assert got.dtype is torch.float32 and got.is_contiguous()
            assert got.numpy() == pytest.approx(np.moveaxis(np.asarray(images, np.float32), 3, 1) / scale)
            one = images[0, :, :, 0]
            assert torch.equal(own.images_to_nchw(images[0]), got[:1])
            assert torch.equal(own.images_to_nchw(one), got[:1, :1])
            matrix = own.matrix_to_nchw(one)
            assert matrix.dtype is torch.float32 and matrix.shape == (1, 1, *one.shape)
            assert (matrix.numpy()[0, 0] == np.asarray(one, np.float32)).all()
            assert torch.equal(matrix, own.matrix_to_nchw(one.tolist()))
    x = torch.arange(48).reshape(4, 12).t()
    assert torch.equal(own.rows_to_nchw(x, 3, 2, 4), x.reshape(2, 3, 2, 4))
    for bad in ((x, 5, 2, 2), (x, 0, 2, 2), (x[:0], 1, 1, 1), (x, -3, -2, 4), (x, 3, 4, 8)):
        with pytest.raises(ValueError, match=str(bad[0].numel() if min(bad[1:]) > 0 else min(bad[1:]))):
            own.rows_to_nchw(*bad)
    for bad in ([1, 2], [[[1]]], [[1], [1, 2]], 5, np.zeros(3)):
        with pytest.raises(ValueError):
            own.matrix_to_nchw(bad)

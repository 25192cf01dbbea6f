"""References of 01_tensors are held against PyTorch's, NumPy's and torchvision's own over large random grids."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from grader.wire.torchvision_schemas import declare_torchvision_schemas
from tests.course.references import reference

SCHEMAS = declare_torchvision_schemas()  # torchvision may be imported from here on


def test_numpy_bridge() -> None:
    """Memory is shared or not as the names say, for every dtype and layout; sums are NumPy's."""
    own, draw = reference("numpy_bridge"), np.random.default_rng(1)
    for dtype in (np.bool_, np.uint8, np.int8, np.int16, np.int32, np.int64, np.uint16, np.float16, np.float32, np.float64):
        base = (draw.random((4, 6)) * 200).astype(dtype)
        for array in (base, base.T, base[:, ::2], base[1:3, 2:]):
            shared, copied = own.share(array), own.copy(array)
            assert np.array_equal(own.to_array(shared), array) and own.to_array(copied).dtype == array.dtype
            assert np.shares_memory(shared.numpy(), array) and not np.shares_memory(copied.numpy(), array)
    x = torch.rand(3, requires_grad=True)
    for one in (x, x * 2, x[0]):
        assert np.array_equal(own.to_array(one), one.detach().numpy()) and one.requires_grad
    for size in range(8):
        for numbers in (draw.integers(-(2**40), 2**40, (2, size)), draw.random((2, size))):
            a, b = numbers.tolist()
            assert own.add(a, b) == pytest.approx([one + other for one, other in zip(a, b, strict=True)])
    for a, b in (([1], [1, 2]), ([], [1]), ([1, 2, 3], [1, 2])):
        with pytest.raises(ValueError):
            own.add(a, b)


def test_fold_channels() -> None:
    """Result n*k + j holds the channels j*channels and on of picture n, for any layout; gradients go back to them."""
    own, draw = reference("tile_channels").fold_channels, random.Random(2)
    generator = torch.Generator().manual_seed(3)
    for _ in range(200):
        n, k, channels, h, w = [draw.randint(1, 4) for _ in range(5)]
        x = torch.randn(n, h, w, k * channels, generator=generator, dtype=torch.float64).permute(0, 3, 1, 2).requires_grad_()
        got = own(x, channels)
        parts = [one[j * channels : (j + 1) * channels] for one in x for j in range(k)]
        assert torch.equal(got, torch.stack(parts))
        cotangent = torch.randn(got.shape, generator=generator, dtype=torch.float64)
        (gradient,) = torch.autograd.grad(got, x, cotangent)
        assert torch.equal(gradient, cotangent.reshape(x.shape))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_image_grid(dtype: torch.dtype) -> None:
    """The grid is make_grid's where both mean the same; elsewhere it is a frame around what make_grid would leave bare."""
    from torchvision.utils import make_grid

    own, draw = reference("tile_channels").image_grid, random.Random(4)
    generator = torch.Generator().manual_seed(5)
    for _ in range(300):
        n, c, h, w, columns = [draw.randint(1, 7) for _ in range(5)]
        padding, value = draw.randint(0, 3), draw.uniform(-2, 2)
        x = torch.randn(n, c, h, w, generator=generator, dtype=dtype, requires_grad=True)
        got = own(x, columns, padding, value)
        assert got.dtype is dtype
        if n >= 2:  # a second channel keeps make_grid from making three of one
            two = torch.cat([x, x], dim=1)
            assert torch.equal(got, make_grid(two, min(columns, n), padding, pad_value=value)[:c])
        cotangent = torch.randn(got.shape, generator=generator, dtype=dtype)
        (gradient,) = torch.autograd.grad(got, x, cotangent)
        inside = cotangent[:, padding : padding + h, padding : padding + w]
        assert torch.equal(gradient[0], inside)
        assert torch.equal(own(x[:1], columns, padding, value)[:, padding : padding + h, padding : padding + w], x[0])
    for bad in ((x[:0],), (x, 0), (x, 1, -1), (x[0],), (x[None],)):
        with pytest.raises(ValueError):
            own(*bad)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_broadcasting(dtype: torch.dtype) -> None:
    """normalize is torchvision's, denormalize undoes it, statistics are NumPy's; gradients are checked numerically."""
    from torchvision.transforms import Normalize

    own, draw = reference("broadcasting"), random.Random(6)
    generator = torch.Generator().manual_seed(7)
    for _ in range(200):
        shape = [draw.randint(1, 4) for _ in range(draw.choice((3, 4)))]
        x = torch.randn(shape, generator=generator, dtype=dtype) * 3 + 1
        mean = [draw.uniform(-1, 1) for _ in range(shape[-3])]
        std = [draw.uniform(0.1, 2) for _ in range(shape[-3])]
        for kind in (list, tuple, np.array, lambda numbers: torch.tensor(numbers, dtype=torch.float64)):
            got = own.normalize(x, kind(mean), kind(std))
            torch.testing.assert_close(got, Normalize(mean, std)(x))
            torch.testing.assert_close(own.denormalize(got, kind(mean), kind(std)), x)
        if len(shape) == 4:
            mean, std = own.channel_statistics(x)
            assert mean.dtype is std.dtype is dtype
            assert mean.numpy() == pytest.approx(x.numpy().mean((0, 2, 3)), abs=1e-6)
            assert std.numpy() == pytest.approx(x.numpy().std((0, 2, 3)), abs=1e-6)
    x = torch.randn(2, 3, 2, 2, generator=generator, dtype=torch.float64, requires_grad=True)
    for function in (own.normalize, own.denormalize):
        assert torch.autograd.gradcheck(lambda x, f=function: f(x, [1, 2, 3], [0.5, 1, 2]), x)
    assert torch.autograd.gradcheck(own.channel_statistics, x)

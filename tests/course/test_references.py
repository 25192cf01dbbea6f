"""References are held against PyTorch's own operations over large random grids, gradients included."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from grader.course.catalogue import load_course
from grader.judge.suite import load_trusted

COURSE = load_course(Path(__file__).resolve().parents[2])


def reference(name: str):  # noqa: ANN201 - a module
    return load_trusted(COURSE.reference(COURSE.find(name)), f"reference_{name}")


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

"""The reference of average pooling is held against PyTorch's own, gradients and refusals included."""

from __future__ import annotations

import random

import pytest
import torch
import torch.nn.functional as F

from grader.judge.suite import load_trusted
from tests.course.references import COURSE

OWN = load_trusted(COURSE.reference(COURSE.find("avg_pool2d")), "reference_avg_pool2d")
FLOATS = pytest.mark.parametrize("dtype", [torch.float32, torch.float64])


def agree(got: torch.Tensor, expected: torch.Tensor, x: torch.Tensor, generator: torch.Generator) -> None:
    """Fail unless values and gradients are the same."""
    torch.testing.assert_close(got, expected)
    cotangent = torch.randn(expected.shape, generator=generator, dtype=expected.dtype)
    torch.testing.assert_close(torch.autograd.grad(got, x, cotangent), torch.autograd.grad(expected, x, cotangent))


@FLOATS
def test_avg_pool2d(dtype: torch.dtype) -> None:
    """Values, gradients and refusals equal PyTorch's on random configurations, ceil mode and both divisors included."""
    draw, generator = random.Random(21), torch.Generator().manual_seed(22)
    seen = refused = 0
    for _ in range(800):
        kernel, stride = [(draw.randint(1, 4), draw.randint(1, 4)) for _ in range(2)]
        padding = (draw.randint(0, 2), draw.randint(0, 2))
        shape = [draw.randint(1, 3) for _ in range(draw.randint(1, 2))] + [draw.randint(2, 9), draw.randint(2, 9)]
        x = torch.randn(shape, generator=generator, dtype=dtype, requires_grad=True)
        arguments = (kernel, draw.choice([None, stride, list(stride)]), padding, draw.random() < 0.5, draw.random() < 0.5)
        try:
            expected = F.avg_pool2d(x, *arguments)
        except RuntimeError:
            with pytest.raises(ValueError):
                OWN.avg_pool2d(x, *arguments)
            refused += 1
            continue
        agree(OWN.avg_pool2d(x, *arguments), expected, x, generator)
        seen += 1
    assert seen > 300 and refused > 50


@FLOATS
def test_global_avg_pool2d(dtype: torch.dtype) -> None:
    """The global mean equals adaptive pooling to one number."""
    generator = torch.Generator().manual_seed(23)
    for shape in ((1, 1, 1, 1), (2, 3, 4, 5), (3, 1, 7, 2)):
        x = torch.randn(shape, generator=generator, dtype=dtype, requires_grad=True)
        agree(OWN.global_avg_pool2d(x), F.adaptive_avg_pool2d(x, 1), x, generator)

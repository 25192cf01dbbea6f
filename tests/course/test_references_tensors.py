"""References of 01_tensors are held against PyTorch's, NumPy's and torchvision's own over large random grids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from grader.course.catalogue import load_course
from grader.judge.suite import load_trusted

COURSE = load_course(Path(__file__).resolve().parents[2])


def reference(name: str):  # noqa: ANN201 - a module
    return load_trusted(COURSE.reference(COURSE.find(name)), f"reference_{name}")


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

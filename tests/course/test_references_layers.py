"""The layers' references are held against PyTorch's own over large random grids, gradients included."""

from __future__ import annotations

import random

import pytest
import torch
import torch.nn.functional as F

from tests.course.references import reference

DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.float64])


@DTYPES
def test_activations(dtype: torch.dtype) -> None:
    """Values and gradients equal PyTorch's, from tiny inputs to 1000, along every axis."""
    own, draw = reference("activations"), random.Random(1)
    generator = torch.Generator().manual_seed(2)
    for _ in range(300):
        shape = [draw.randint(1, 5) for _ in range(draw.randint(1, 4))]
        scale, slope, dim = draw.choice([0.01, 1, 10, 1000]), draw.random(), draw.randint(-len(shape), len(shape) - 1)
        x = (torch.randn(shape, generator=generator, dtype=dtype) * scale).requires_grad_()
        cotangent = torch.randn(shape, generator=generator, dtype=dtype)
        pairs = [
            (own.relu(x), F.relu(x)),
            (own.leaky_relu(x, slope), F.leaky_relu(x, slope)),
            (own.leaky_relu(x), F.leaky_relu(x)),
            (own.sigmoid(x), x.sigmoid()),
            (own.tanh(x), x.tanh()),
            (own.softmax(x, dim), x.softmax(dim)),
        ]
        for got, expected in pairs:
            torch.testing.assert_close(got, expected)
            (one,), (other,) = torch.autograd.grad(got, x, cotangent), torch.autograd.grad(expected, x, cotangent)
            torch.testing.assert_close(one, other)


def test_relu_of_whole_numbers_and_in_place() -> None:
    """Whole numbers stay whole, and in place it is the tensor itself."""
    own = reference("activations")
    for dtype in (torch.int8, torch.uint8, torch.int32, torch.int64):
        x = torch.arange(0 if dtype is torch.uint8 else -5, 6, dtype=dtype)
        assert torch.equal(own.relu(x), F.relu(x))
    x = torch.tensor([[-1.0, 2], [3, -4]]).t()
    assert own.relu(x, inplace=True) is x and x.tolist() == [[0, 3], [2, 0]]
    for dim in (2, -3):
        with pytest.raises(ValueError, match=str(dim)):
            own.softmax(x, dim)


@DTYPES
def test_linear(dtype: torch.dtype) -> None:
    """With the same weights the layer and its gradients equal PyTorch's; flatten does for every pair of axes."""
    own, draw = reference("linear"), random.Random(3)
    generator = torch.Generator().manual_seed(4)
    for _ in range(200):
        inputs, outputs, bias = draw.randint(1, 6), draw.randint(1, 6), draw.random() < 0.5
        lead = [draw.randint(1, 4) for _ in range(draw.randint(0, 3))]
        layers = [module(inputs, outputs, bias=bias).to(dtype) for module in (own.Linear, torch.nn.Linear)]
        layers[0].load_state_dict(layers[1].state_dict())
        x = torch.randn(*lead, inputs, generator=generator, dtype=dtype, requires_grad=True)
        cotangent = torch.randn(*lead, outputs, generator=generator, dtype=dtype)
        results = [layer(x) for layer in layers]
        torch.testing.assert_close(*results)
        grads = [
            torch.autograd.grad(result, [x, *layer.parameters()], cotangent)
            for result, layer in zip(results, layers, strict=True)
        ]
        torch.testing.assert_close(*grads)
        for bad in {1, inputs + 1} - {inputs}:
            with pytest.raises(ValueError):
                layers[0](torch.zeros(3, bad, dtype=dtype))


def test_flatten() -> None:
    """Every pair of axes gives what torch.flatten gives, refusals included."""
    own = reference("linear").flatten
    x = torch.arange(120).reshape(2, 3, 4, 5).permute(0, 2, 3, 1)
    for start in range(-6, 6):
        for end in range(-6, 6):
            try:
                expected = torch.flatten(x, start, end)
            except (IndexError, RuntimeError):
                with pytest.raises(ValueError):
                    own(x, start, end)
            else:
                assert torch.equal(own(x, start, end), expected)
    assert torch.equal(own(x), torch.flatten(x, 1))


@DTYPES
def test_batch_norm(dtype: torch.dtype) -> None:
    """Results, gradients and states equal PyTorch's over several calls in both modes."""
    own, draw = reference("batch_norm"), random.Random(5)
    generator = torch.Generator().manual_seed(6)
    for _ in range(120):
        channels, affine = draw.randint(1, 4), draw.random() < 0.5
        options = {"eps": draw.choice([1e-5, 1e-3, 0.5]), "momentum": draw.choice([0.1, 0.0, 0.7, 1.0]), "affine": affine}
        layers = [module(channels, **options).to(dtype) for module in (own.BatchNorm2d, torch.nn.BatchNorm2d)]
        assert list(layers[0].state_dict()) == list(layers[1].state_dict())
        for _ in range(3):
            shape = (draw.randint(1, 4), channels, draw.randint(1, 4), draw.randint(2, 4))
            x = (torch.randn(shape, generator=generator, dtype=dtype) * 3 + 1).requires_grad_()
            cotangent = torch.randn(shape, generator=generator, dtype=dtype)
            training = draw.random() < 0.7
            results = [layer.train(training)(x) for layer in layers]
            loose = {"rtol": 1e-4, "atol": 1e-4} if dtype == torch.float32 else {}
            torch.testing.assert_close(*results, **loose)
            grads = [
                torch.autograd.grad(result, [x, *layer.parameters()], cotangent)
                for result, layer in zip(results, layers, strict=True)
            ]
            torch.testing.assert_close(*grads, **loose)
            torch.testing.assert_close(layers[0].state_dict(), layers[1].state_dict(), **loose)


@DTYPES
def test_dropout(dtype: torch.dtype) -> None:
    """Shares, factors and gradients are those of PyTorch's dropout; eval mode is the identity, both ends are exact."""
    own = reference("dropout").Dropout
    torch.manual_seed(7)
    for p in (0, 0.1, 0.5, 0.9, 1):
        x = (torch.rand(40_000, dtype=dtype) + 1).requires_grad_()
        results = [layer(x) for layer in (own(p), torch.nn.Dropout(p))]
        shares = [float((result == 0).double().mean()) for result in results]
        assert abs(shares[0] - shares[1]) < 0.02
        for result in results:
            kept = result != 0
            assert torch.equal(result[kept], (x / (1 - p))[kept]) or p not in (0, 0.5, 1)
            torch.testing.assert_close(result[kept], (x / (1 - p))[kept])
            (gradient,) = torch.autograd.grad(result.sum(), x)
            torch.testing.assert_close(gradient, kept.to(dtype) / (1 - p) if p < 1 else torch.zeros_like(x))
        assert own(p).eval()(x) is x
    for p in (-0.1, 1.1):
        with pytest.raises(ValueError, match=str(p)):
            own(p)

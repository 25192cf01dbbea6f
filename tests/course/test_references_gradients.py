"""References of losses and gradients are held against PyTorch's own over random grids, gradients included."""

from __future__ import annotations

import random

import pytest
import torch
import torch.nn.functional as F

from tests.course.references import reference

DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.float64])


def assert_alike(got: torch.Tensor, expected: torch.Tensor, *inputs: torch.Tensor) -> None:
    """The values are equal, and so are the gradients of the inputs."""
    torch.testing.assert_close(got, expected)
    cotangent = torch.randn(expected.shape, dtype=expected.dtype, generator=torch.Generator().manual_seed(1))
    for one, other in zip(
        torch.autograd.grad(got, inputs, cotangent), torch.autograd.grad(expected, inputs, cotangent), strict=True
    ):
        torch.testing.assert_close(one, other)


@DTYPES
def test_losses(dtype: torch.dtype) -> None:
    """Each loss equals PyTorch's for every reduction, shape and scale of its input."""
    own, draw, generator = reference("losses"), random.Random(1), torch.Generator().manual_seed(2)
    for _ in range(300):
        reduction, scale = draw.choice(["mean", "sum", "none"]), draw.choice([1, 30, 400])
        shape = [draw.randint(1, 4) for _ in range(draw.randint(0, 4))]
        x, y = (torch.randn(shape, generator=generator, dtype=dtype).requires_grad_() for _ in range(2))
        for name in ("l1_loss", "mse_loss"):
            assert_alike(getattr(own, name)(x, y, reduction), getattr(F, name)(x, y, reduction=reduction), x, y)
        n, k, sides = draw.randint(1, 5), draw.randint(1, 6), [draw.randint(1, 4) for _ in range(draw.choice([0, 2]))]
        logits = (torch.randn(n, k, *sides, generator=generator, dtype=dtype) * scale).requires_grad_()
        target = torch.randint(0, k, (n, *sides), generator=generator)
        expected = F.cross_entropy(logits, target, reduction=reduction)
        assert_alike(own.cross_entropy(logits, target, reduction), expected, logits)


def test_losses_refuse() -> None:
    """Other shapes, classes outside 0..K-1 and unknown reductions are refused."""
    own, x = reference("losses"), torch.zeros(3, 1)
    logits = torch.zeros(2, 3)
    for function, *bad in (
        *((name, x, other) for name in (own.l1_loss, own.mse_loss) for other in (x[:, 0], x.t(), x[:1], x[None])),
        *((name, x, x, "average") for name in (own.l1_loss, own.mse_loss)),
        *((own.cross_entropy, logits, torch.tensor(labels)) for labels in ([0, 3], [-1, 0], [-100, 0], [0], [[0], [1]])),
        (own.cross_entropy, logits[..., None, None], torch.zeros(2, 1, 2, dtype=torch.int64)),
        (own.cross_entropy, logits, torch.tensor([0, 1]), "average"),
    ):
        with pytest.raises(ValueError):
            function(*bad)


def test_numerical_gradient() -> None:
    """Measured gradients agree with autograd's for functions of tensors of any shape; x keeps its bits."""
    own, draw, generator = reference("backprop").numerical_gradient, random.Random(3), torch.Generator().manual_seed(4)
    for _ in range(40):
        x = torch.randn([draw.randint(1, 3) for _ in range(draw.randint(0, 3))], generator=generator, dtype=torch.float64)
        kept, leaf = x.clone(), x.clone().requires_grad_()

        def f(x: torch.Tensor) -> torch.Tensor:
            return x.sin().sum() * x.exp().mean() + x.pow(2).sum()

        (expected,) = torch.autograd.grad(f(leaf), leaf)
        for function in (f, lambda x: float(f(x))):
            torch.testing.assert_close(own(function, x), expected, rtol=1e-6, atol=1e-6)
        assert torch.equal(x.view(torch.int64), kept.view(torch.int64))
    for eps in (0, -1e-6):
        with pytest.raises(ValueError):
            own(torch.sum, x, eps)


@DTYPES
def test_linear_gradients(dtype: torch.dtype) -> None:
    """The gradients by hand are autograd's; shapes that would be broadcast are refused."""
    own, draw, generator = reference("backprop").linear_gradients, random.Random(5), torch.Generator().manual_seed(6)
    for _ in range(100):
        n, i, o = (draw.randint(1, 6) for _ in range(3))
        x, weight, bias, target = (torch.randn(s, generator=generator, dtype=dtype) for s in ((n, i), (o, i), (o,), (n, o)))
        loss = F.mse_loss(F.linear(x, weight.requires_grad_(), bias.requires_grad_()), target)
        expected = torch.autograd.grad(loss, (weight, bias))
        torch.testing.assert_close(own(x, weight.detach(), bias.detach(), target), expected, rtol=1e-4, atol=1e-5)
    x, weight, bias, target = (torch.zeros(shape) for shape in ((4, 3), (2, 3), (2,), (4, 2)))
    for bad in (
        (x[0], weight, bias, target),
        (x, weight.T, bias, target),
        (x, weight, bias[:1], target),
        (x, weight, bias, target[:1]),
        (x, weight, bias, target[:, :1]),
    ):
        with pytest.raises(ValueError):
            own(*bad)


@DTYPES
def test_sgd(dtype: torch.dtype) -> None:
    """The parameters stay those of torch.optim.SGD over many steps, for every combination of settings."""
    own, generator = reference("sgd").SGD, torch.Generator().manual_seed(7)
    for momentum in (0.0, 0.5, 0.9, 1.5):
        for weight_decay in (0.0, 0.1):
            for nesterov in (False, True) if momentum else (False,):
                start = [torch.randn(shape, generator=generator, dtype=dtype) for shape in ((3, 2), (4,), (2, 2))]
                both = [[value.clone().requires_grad_() for value in start] for _ in range(2)]
                settings = {"lr": 0.05, "momentum": momentum, "weight_decay": weight_decay, "nesterov": nesterov}
                optimizers = own(iter(both[0]), **settings), torch.optim.SGD(both[1], **settings)
                for _ in range(20):
                    gradients = [torch.randn(value.shape, generator=generator, dtype=dtype) for value in start[:2]]
                    for parameters, optimizer in zip(both, optimizers, strict=True):
                        optimizer.zero_grad()
                        for parameter, gradient in zip(parameters, gradients, strict=False):
                            parameter.grad = gradient.clone()
                        optimizer.step()
                        assert all(torch.equal(p.grad, g) for p, g in zip(parameters, gradients, strict=False))
                    torch.testing.assert_close(both[0], both[1])
                assert torch.equal(both[0][2], start[2]) and all(p.requires_grad and p.is_leaf for p in both[0])


def test_sgd_refuses() -> None:
    """No parameters, negative settings, nesterov without momentum; zeros are fine."""
    own, p = reference("sgd").SGD, torch.ones(1, requires_grad=True)
    own([p], 0.0, 0.0, 0.0, False)
    for params, settings in (
        ([], {"lr": 0.1}),
        ([p], {"lr": -0.1}),
        ([p], {"lr": 0.1, "momentum": -0.1}),
        ([p], {"lr": 0.1, "weight_decay": -0.1}),
        ([p], {"lr": 0.1, "nesterov": True}),
    ):
        with pytest.raises(ValueError):
            own(params, **settings)

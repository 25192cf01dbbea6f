"""References of distances, embeddings, recurrence and attention are held against PyTorch's own, gradients included."""

from __future__ import annotations

import random

import pytest
import torch
import torch.nn.functional as F

from tests.course.references import reference

DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.float64])


def agree(got: torch.Tensor, expected: torch.Tensor, *inputs: torch.Tensor) -> None:
    """The same values, and the same gradients of a random sum of them."""
    loose = {"rtol": 2e-5, "atol": 2e-5} if expected.dtype is torch.float32 else {"rtol": 1e-9, "atol": 1e-9}
    torch.testing.assert_close(got, expected, **loose)
    cotangent = torch.randn(expected.shape, generator=torch.Generator().manual_seed(0), dtype=expected.dtype)
    ours, theirs = [torch.autograd.grad(result, inputs, cotangent, retain_graph=True) for result in (got, expected)]
    torch.testing.assert_close(ours, theirs, **loose)


@DTYPES
def test_distances(dtype: torch.dtype) -> None:
    """Distances of every order and cosines equal torch.cdist's and cosine_similarity's, refusals included."""
    own, draw, generator = reference("distances"), random.Random(1), torch.Generator().manual_seed(2)
    for _ in range(300):
        n, m, d = [draw.randint(1, 6) for _ in range(3)]
        a, b = [torch.randn(k, d, generator=generator, dtype=dtype).mul(2).add(5).requires_grad_() for k in (n, m)]
        p = draw.choice([0.5, 1, 1.5, 2, 3, 5.0, float("inf")])
        mode = "donot_use_mm_for_euclid_dist"
        if p < 1:  # cdist's backward divides by tiny numbers there
            torch.testing.assert_close(own.pairwise_distance(a, b, p), torch.cdist(a, b, p, mode), rtol=1e-5, atol=1e-5)
        else:
            agree(own.pairwise_distance(a, b, p), torch.cdist(a, b, p, mode), a, b)
        c = torch.randn(n, d, generator=generator, dtype=dtype).requires_grad_()
        agree(own.cosine_similarity(a, c), F.cosine_similarity(a, c), a, c)
    zero = torch.zeros(2, 3, dtype=dtype)
    assert torch.equal(own.cosine_similarity(zero, zero), torch.zeros(2, dtype=dtype))
    for bad in ((zero, zero[:, :1]), (zero[0], zero), (zero, zero, 0), (zero, zero, -1)):
        with pytest.raises(ValueError):
            own.pairwise_distance(*bad)
    for bad in ((zero, zero[:, :1]), (zero, zero.repeat(2, 1))):
        with pytest.raises(ValueError):
            own.cosine_similarity(*bad)


@DTYPES
def test_embedding(dtype: torch.dtype) -> None:
    """Rows and gradients equal nn.Embedding's for indices of every shape, with and without a padding row."""
    own, draw, generator = reference("embedding"), random.Random(3), torch.Generator().manual_seed(4)
    for _ in range(200):
        rows, width = draw.randint(1, 6), draw.randint(1, 4)
        padding = draw.choice([None, draw.randrange(rows)])
        shape = [draw.randint(1, 3) for _ in range(draw.randint(0, 3))]
        indices = torch.randint(rows, shape, generator=generator)
        ours, theirs = own.Embedding(rows, width, padding).to(dtype), torch.nn.Embedding(rows, width, padding).to(dtype)
        assert (ours.weight[padding] == 0).all() if padding is not None else (ours.weight != 0).all()
        ours.load_state_dict(theirs.state_dict() if draw.random() < 0.5 else {"weight": torch.randn(rows, width)})
        theirs.load_state_dict(ours.state_dict())
        cotangent = torch.randn(*shape, width, generator=generator, dtype=dtype)
        for layer in (ours, theirs):
            (layer(indices) * cotangent).sum().backward()
        assert torch.equal(ours(indices), theirs(indices))
        torch.testing.assert_close(ours.weight.grad, theirs.weight.grad)
        for bad in (rows, -1):
            with pytest.raises(ValueError, match=str(bad)):
                ours(torch.tensor([0, bad]))
            with pytest.raises(ValueError, match=str(bad)):
                own.Embedding(rows, width, bad)


@DTYPES
def test_rnn(dtype: torch.dtype) -> None:
    """Steps, sequences and all gradients equal those of nn.RNNCell and nn.RNN with the same weights."""
    own, draw, generator = reference("rnn"), random.Random(5), torch.Generator().manual_seed(6)
    for _ in range(60):
        steps, n, inputs, hidden = [draw.randint(1, 5) for _ in range(4)]
        ours, cell, theirs = own.RNNCell(inputs, hidden), torch.nn.RNNCell(inputs, hidden), torch.nn.RNN(inputs, hidden)
        cell.load_state_dict(ours.state_dict())
        theirs.load_state_dict({f"{name}_l0": value for name, value in ours.state_dict().items()})
        ours, cell, theirs = ours.to(dtype), cell.to(dtype), theirs.to(dtype)
        x = torch.randn(steps, n, inputs, generator=generator, dtype=dtype, requires_grad=True)
        h = torch.randn(n, hidden, generator=generator, dtype=dtype, requires_grad=True)
        torch.testing.assert_close(ours(x[0]), cell(x[0]))
        agree(ours(x[0], h), cell(x[0], h), x, h)
        outputs, last = own.run_rnn(ours, x, h)
        expected, expected_last = theirs(x, h[None])
        agree(outputs, expected, x, h)
        agree(last, expected_last[0], x, h)
        assert torch.equal(own.run_rnn(ours, x)[1], own.run_rnn(ours, x, torch.zeros_like(h))[1])
        torch.autograd.backward([outputs.sum(), expected.sum()])
        for name, parameter in ours.named_parameters():
            torch.testing.assert_close(parameter.grad, getattr(theirs, f"{name}_l0").grad, rtol=1e-4, atol=1e-4)
        for bad in ((torch.cat([x, x], 2)[0], h), (x[0], h.repeat(2, 1)), (x[0], h[None]), (x, h)):
            with pytest.raises(ValueError):
                ours(*bad)


@DTYPES
def test_attention(dtype: torch.dtype) -> None:
    """Mixtures and gradients equal PyTorch's own, with masks of many shapes and queries that may look at nothing."""
    own, draw, generator = reference("attention").attention, random.Random(7), torch.Generator().manual_seed(8)
    for _ in range(200):
        lead = tuple(draw.randint(1, 3) for _ in range(draw.randint(0, 2)))
        length, keys, features, width = [draw.randint(1, 5) for _ in range(4)]
        shapes = ((*lead, length, features), (*lead, keys, features), (*lead, keys, width))
        inputs = [torch.randn(shape, generator=generator, dtype=dtype).mul(2).requires_grad_() for shape in shapes]
        full = [draw.choice([1, size]) for size in (*lead, length, keys)]
        mask = torch.rand(full[draw.randint(0, len(lead)) :], generator=generator) < draw.choice([0.3, 0.7])
        agree(own(*inputs), F.scaled_dot_product_attention(*inputs), *inputs)
        agree(own(*inputs, mask), F.scaled_dot_product_attention(*inputs, mask), *inputs)
    q, k, v = torch.zeros(2, 3), torch.zeros(4, 3), torch.zeros(4, 5)
    for bad in ((q[:, :1], k, v), (q, k[:, :2], v), (q, k[:1], v), (q, k, v[:1])):
        with pytest.raises(ValueError):
            own(*bad)

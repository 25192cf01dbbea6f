"""References of the convolution chapter are held against PyTorch's own operations, gradients and refusals included."""

from __future__ import annotations

import random

import pytest
import torch
import torch.nn.functional as F

from tests.course.references import reference

FLOATS = pytest.mark.parametrize("dtype", [torch.float32, torch.float64])


def gradients_agree(got: torch.Tensor, expected: torch.Tensor, inputs: list[torch.Tensor], generator: torch.Generator) -> None:
    """Fail unless values and gradients of all inputs are the same."""
    torch.testing.assert_close(got, expected, rtol=1e-5, atol=1e-4)
    cotangent = torch.randn(expected.shape, generator=generator, dtype=expected.dtype)
    pairs = zip(torch.autograd.grad(got, inputs, cotangent), torch.autograd.grad(expected, inputs, cotangent), strict=True)
    for one, other in pairs:
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-4)


@FLOATS
def test_correlate2d(dtype: torch.dtype) -> None:
    """Values, gradients and refusals equal conv2d's on random configurations; integers are exact."""
    own, draw = reference("correlate2d").correlate2d, random.Random(11)
    generator = torch.Generator().manual_seed(12)
    seen = 0
    for _ in range(400):
        image = torch.randn(draw.randint(1, 9), draw.randint(1, 9), generator=generator, dtype=dtype, requires_grad=True)
        kernel = torch.randn(draw.randint(1, 4), draw.randint(1, 4), generator=generator, dtype=dtype, requires_grad=True)
        stride = draw.choice([draw.randint(1, 4), (draw.randint(1, 4), draw.randint(1, 4))])
        padding = draw.choice([draw.randint(0, 3), (draw.randint(0, 3), draw.randint(0, 3))])
        try:
            expected = F.conv2d(image[None, None], kernel[None, None], None, stride, padding)[0, 0]
        except RuntimeError:
            with pytest.raises(ValueError):
                own(image, kernel, stride, padding)
            continue
        gradients_agree(own(image, kernel, stride, padding), expected, [image, kernel], generator)
        seen += 1
    assert seen > 200


@pytest.mark.parametrize("dtype", [torch.int32, torch.int64])
def test_correlate2d_of_integers(dtype: torch.dtype) -> None:
    """Every digit of an integer is right, and its dtype stays."""
    own, most = reference("correlate2d").correlate2d, torch.iinfo(dtype).max // 200
    image = torch.randint(-most, most, (6, 7), generator=torch.Generator().manual_seed(13), dtype=dtype)
    kernel = torch.randint(-9, 10, (3, 2), generator=torch.Generator().manual_seed(14), dtype=dtype)
    got, rows, weights = own(image, kernel, 2), image.tolist(), kernel.tolist()
    assert got.dtype is dtype
    assert got.tolist() == [
        [sum(weights[a][b] * rows[2 * i + a][2 * j + b] for a in range(3) for b in range(2)) for j in range(3)] for i in range(2)
    ]


@FLOATS
def test_pad2d(dtype: torch.dtype) -> None:
    """Values, gradients and refusals equal those of torch.nn.functional.pad in all four modes."""
    own, draw = reference("pad2d").pad2d, random.Random(15)
    generator = torch.Generator().manual_seed(16)
    theirs = {"zeros": "constant", "constant": "constant", "reflect": "reflect", "replicate": "replicate"}
    seen = dict.fromkeys(theirs, 0)
    for _ in range(400):
        shape = [draw.randint(1, 3), draw.randint(1, 3), draw.randint(1, 6), draw.randint(1, 6)]
        x = torch.randn(shape, generator=generator, dtype=dtype, requires_grad=True)
        sides = tuple(draw.randint(0, 4) for _ in range(4))
        padding = draw.choice([sides, list(sides), sides[0]])
        mode, value = draw.choice(list(theirs)), draw.choice([0.0, 0.1, -2.5])
        all_sides = (padding,) * 4 if isinstance(padding, int) else padding
        try:
            expected = F.pad(x, all_sides, theirs[mode], **({"value": value} if mode == "constant" else {}))
        except RuntimeError:
            with pytest.raises(ValueError):
                own(x, padding, mode, value)
            continue
        gradients_agree(own(x, padding, mode, value), expected, [x], generator)
        assert torch.equal(own(x, padding, mode, value), expected)
        seen[mode] += 1
    assert min(seen.values()) > 20


@FLOATS
def test_conv2d(dtype: torch.dtype) -> None:
    """Values, gradients and refusals equal PyTorch's on random configurations, groups and misfits included."""
    own, draw = reference("conv2d").conv2d, random.Random(17)
    generator = torch.Generator().manual_seed(18)
    seen = refused = 0
    for _ in range(500):
        groups = draw.choice([1, 1, 2, 3])
        channels = groups * draw.randint(1, 2) + draw.choice([0, 0, 0, 0, 1])
        filters = groups * draw.randint(1, 3) + draw.choice([0, 0, 0, 0, 1])
        x = torch.randn(draw.randint(1, 3), channels, draw.randint(1, 8), draw.randint(1, 8), generator=generator, dtype=dtype)
        weight = torch.randn(filters, max(1, channels // groups), draw.randint(1, 3), draw.randint(1, 3), generator=generator)
        bias = torch.randn(filters + draw.choice([0, 0, 0, 1]), generator=generator, dtype=dtype)
        inputs = [each.to(dtype).requires_grad_() for each in (x, weight, bias)[: draw.choice([2, 3, 3])]]
        pair = (draw.randint(1, 3), draw.randint(1, 3))
        args = (pair, draw.choice([0, 1, (0, 2), [2, 1]]), draw.choice([1, 2, (1, 3), [2, 1]]), groups)
        try:
            expected = F.conv2d(*inputs, *[None] * (3 - len(inputs)), *args)
        except RuntimeError:
            with pytest.raises(ValueError):
                own(*inputs, *[None] * (3 - len(inputs)), *args)
            refused += 1
            continue
        gradients_agree(own(*inputs, *[None] * (3 - len(inputs)), *args), expected, inputs, generator)
        seen += 1
    assert seen > 150 and refused > 50


def test_parameter_counts() -> None:
    """The formulas count what PyTorch's layers hold, refuse what they refuse, and a model counts as its optimizer does."""
    own, draw = reference("parameter_count"), random.Random(19)
    for _ in range(300):
        ins, outs, bias, groups = draw.randint(1, 8), draw.randint(1, 8), draw.random() < 0.5, draw.choice([1, 1, 2, 3])
        kernel = draw.choice([draw.randint(1, 5), (draw.randint(1, 5), draw.randint(1, 5))])
        try:
            layer = torch.nn.Conv2d(ins, outs, kernel, bias=bias, groups=groups, device="meta")
        except ValueError:
            with pytest.raises(ValueError):
                own.conv_parameters(ins, outs, kernel, bias, groups)
            continue
        assert own.conv_parameters(ins, outs, kernel, bias, groups) == own.count_parameters(layer)
        assert own.count_parameters(layer) == sum(
            p.numel() for p in torch.optim.SGD(layer.parameters()).param_groups[0]["params"]
        )
        linear = torch.nn.Linear(ins, outs, bias, device="meta")
        assert own.linear_parameters(ins, outs, bias) == own.count_parameters(linear)
    layer.requires_grad_(False)
    assert own.count_parameters(torch.nn.Sequential(layer, linear, linear), True) == own.count_parameters(linear)
    assert own.conv_parameters(3, 1, 3) == 28


def test_feature_maps() -> None:
    """Captured maps are what the layers give one by one, and nothing is left behind."""
    own = reference("feature_maps")
    torch.manual_seed(20)
    simple, x = own.SimpleConv(), torch.randn(2, 3, 6, 7)
    assert torch.equal(simple(x), F.conv2d(x, simple.conv1.weight, simple.conv1.bias))
    model = torch.nn.Sequential(simple, torch.nn.ReLU(inplace=True), torch.nn.Sequential(torch.nn.Conv2d(6, 2, 1)))
    maps = own.capture(model, x, ["0.conv1", "1", "2.0"])
    assert sorted(maps) == ["0.conv1", "1", "2.0"] and not any(each.requires_grad for each in maps.values())
    assert torch.equal(maps["0.conv1"], simple(x)) and torch.equal(maps["1"], simple(x).relu())
    assert torch.equal(maps["2.0"], model(x)) and torch.is_grad_enabled()
    with pytest.raises(ValueError, match="conv2"):
        own.capture(model, x, ["0.conv1", "conv2"])
    with pytest.raises(RuntimeError):
        own.capture(model, x[:, :1], ["0.conv1"])
    assert not any(module._forward_hooks for module in model.modules())

"""References of containers, pretrained heads and checkpoints are held against PyTorch's and torchvision's own."""

from __future__ import annotations

import copy
from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from torch import nn

from grader.wire.torchvision_schemas import declare_torchvision_schemas
from tests.course.references import reference


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sequential(dtype: torch.dtype) -> None:
    """Keys, items, slices, values and gradients are nn.Sequential's, for modules and for an OrderedDict of them."""
    own = reference("sequential").Sequential
    torch.manual_seed(0)
    twice = nn.Linear(5, 5)
    for parts in (
        [],
        [nn.Linear(5, 5)],
        [twice, nn.Tanh(), nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4)), nn.Linear(4, 5), twice],
    ):
        named = OrderedDict((name, part) for name, part in zip(("z", "10", "9", "a", "b"), parts, strict=False))
        for arguments in (parts, [named]) if parts else ([],):
            mine, theirs = own(*arguments).to(dtype), nn.Sequential(*arguments).to(dtype)
            assert list(mine.state_dict()) == list(theirs.state_dict()) and len(mine) == len(theirs)
            assert list(mine) == list(theirs) and list(mine.parameters()) == list(theirs.parameters())
            x = torch.randn(3, 5, dtype=dtype, requires_grad=True)
            assert torch.equal(mine(x), theirs(x))
            for one, other in zip(torch.autograd.grad(mine(x).sum(), x), torch.autograd.grad(theirs(x).sum(), x), strict=True):
                assert torch.equal(one, other)
            for index in range(-len(parts), len(parts)):
                assert mine[index] is theirs[index]
            for index in (len(parts), -len(parts) - 1):
                with pytest.raises(IndexError):
                    mine[index]
            for part in (slice(1, 3), slice(None, None, 2), slice(-2, None), slice(4, 2)):
                assert isinstance(mine[part], own) and list(mine[part]) == list(theirs[part])


def test_adapt_pretrained() -> None:
    """On torchvision's own VGG: layers where they belong, everything else untouched, features frozen."""
    schemas = declare_torchvision_schemas()
    from torchvision.models import vgg11

    own = reference("adapt_pretrained")
    with torch.device("meta"):
        model = vgg11()
    del schemas
    kept = dict(model.named_parameters())
    assert own.append_classifier(model, 10) is model
    assert list(dict(model.named_parameters())) == [*kept, "classifier.7.weight", "classifier.7.bias"]
    assert all(dict(model.named_parameters())[name] is parameter for name, parameter in kept.items())
    assert model(torch.empty(2, 3, 224, 224, device="meta")).shape == (2, 10)
    assert own.replace_classifier(model, 4) is model and model.classifier[7].weight.shape == (4, 1000)
    assert own.freeze_features(model) is model
    trained = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    assert trained and all(name.startswith("classifier") for name in trained)
    for function in (own.append_classifier, own.replace_classifier):
        with pytest.raises(ValueError):
            function(model, 0)
    assert len(model.classifier) == 8 and model.classifier[7].out_features == 4


def test_checkpoint(tmp_path: Path) -> None:
    """A run that goes on from a file equals the one that was not interrupted; what does not fit changes nothing."""
    own, path = reference("checkpoint"), str(tmp_path / "run.pt")

    def start(seed: int, width: int = 6) -> tuple:
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(4, width), nn.BatchNorm1d(width), nn.Linear(width, 1))
        return model, torch.optim.Adam(model.parameters(), lr=0.1)

    def train(model: nn.Module, optimizer: torch.optim.Optimizer, steps: range) -> None:
        for step in steps:
            optimizer.zero_grad()
            model(torch.randn(5, 4, generator=torch.Generator().manual_seed(step))).square().mean().backward()
            optimizer.step()

    model, optimizer = start(0)
    train(model, optimizer, range(3))
    own.save_checkpoint(path, model, optimizer, 3)
    assert [file.name for file in tmp_path.iterdir()] == ["run.pt"]
    train(model, optimizer, range(3, 6))
    other, other_optimizer = start(1)
    assert own.load_checkpoint(path, other, other_optimizer) == 3
    train(other, other_optimizer, range(3, 6))
    assert all(torch.equal(a, b) for a, b in zip(model.state_dict().values(), other.state_dict().values(), strict=True))
    for wrong, its_optimizer in (start(2, 7), (start(2)[0], torch.optim.SGD([{"params": other[0].parameters()}], lr=0.1))):
        before = copy.deepcopy(wrong.state_dict())
        with pytest.raises((RuntimeError, ValueError)):
            own.load_checkpoint(path, wrong, its_optimizer)
        assert all(torch.equal(value, before[name]) for name, value in wrong.state_dict().items())
    with pytest.raises(FileNotFoundError):
        own.load_checkpoint(path + ".not", model)

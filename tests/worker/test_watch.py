"""The watch: a forbidden operation is seen under any name, its neighbours are not."""

from __future__ import annotations

import torch

from grader.worker.modules import load_module
from grader.worker.watch import Watch

SOURCE = """import torch
from torch.optim import swa_utils


def decorated(model):
    swa_utils.update_bn([], model)


@torch.no_grad()
def another(model):
    return model
"""


def lines(name: str) -> list[int]:
    module = load_module(SOURCE, "submission", "watched_by_test.py")
    watch = Watch({"operations": [], "functions": ["torch.optim.swa_utils.update_bn"]}, "watched_by_test.py")
    with watch:
        vars(module)[name](torch.nn.Linear(2, 2))
    return [line for _, line in watch.seen]


def test_a_decorated_function_is_seen_by_its_own_code() -> None:
    """What torch.no_grad() wraps is known by what is inside: the wrapper's code is the same for every such function."""
    assert lines("decorated") != [] and lines("another") == []

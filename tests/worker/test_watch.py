"""The watch: a forbidden operation is seen under any name, its neighbours are not."""

from __future__ import annotations

import threading

import torch

from grader.worker.modules import load_module
from grader.worker.watch import Watch

SOURCE = """import threading

import torch
from torch.optim import swa_utils


def decorated(model):
    swa_utils.update_bn([], model)


@torch.no_grad()
def another(model):
    return model


OPS = {"ours": torch.ops.aten}


def packet(model):
    return OPS["ours"].linear(torch.ones(1, 2), model.weight)


def overload(model):
    return OPS["ours"].linear.default(torch.ones(1, 2), model.weight)


def threaded(model):
    found = []
    thread = threading.Thread(target=lambda: found.append(torch.ones(1, 2).flatten()))
    thread.start()
    thread.join()
    return found[0]


def neighbours(model):
    thread = threading.Thread(target=lambda: torch.ones(1, 2).reshape(2))
    thread.start()
    thread.join()
    return OPS["ours"].addmm(model.bias, torch.ones(1, 2), model.weight.T)
"""


def lines(name: str) -> list[int]:
    module = load_module(SOURCE, "submission", "watched_by_test.py")
    functions = ["torch.optim.swa_utils.update_bn", "torch.Tensor.flatten"]
    watch = Watch({"operations": ["aten::linear"], "functions": functions}, "watched_by_test.py")
    with watch:
        vars(module)[name](torch.nn.Linear(2, 2))
    return [line for _, line in watch.seen]


def test_a_decorated_function_is_seen_by_its_own_code() -> None:
    """What torch.no_grad() wraps is known by what is inside: the wrapper's code is the same for every such function."""
    assert lines("decorated") != [] and lines("another") == []


def test_composites_are_seen_through_torch_ops() -> None:
    """linear reaches the dispatcher as addmm: the packet and its overload are told by their own names."""
    assert lines("packet") != [] and lines("overload") != [] and lines("neighbours") == []


def test_threads_are_watched_too() -> None:
    """Modes belong to the thread that entered them."""
    assert lines("threaded") != []
    assert threading.getprofile() is None
